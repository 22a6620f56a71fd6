// SPDX-License-Identifier: Apache-2.0
// The gate on recorded runs with known truth (environment variable PERFGATE_REAL_DATA); skipped
// visibly where they are absent.
#include "recorded.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace perfgate::proof {
namespace {

std::optional<std::string> recorded_data() {
  const char* named = std::getenv("PERFGATE_REAL_DATA");
  const std::string folder =
      named != nullptr ? named : std::string(PERFGATE_SOURCE_DIR) + "/../shared/data";
  const std::string path = folder + "/criterion_runs";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no real data at ", path);
    return std::nullopt;
  }
  return path;
}

const Finding& named(const std::vector<Finding>& findings, const std::string& subject,
                     const std::string& design) {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.subject == subject && finding.noise == "all" && finding.design == design;
  });
  REQUIRE_MESSAGE(found != findings.end(), subject, ", ", design);
  return *found;
}

double share(const Finding& finding) {
  return static_cast<double>(finding.hits) / static_cast<double>(finding.trials);
}

TEST_CASE("real: paired rounds never call unchanged code red and find what is large enough") {
  const auto path = recorded_data();
  if (!path) {
    return;
  }
  const auto recording = read_recording(*path);
  REQUIRE_MESSAGE(recording.has_value(), recording.error().message);
  REQUIRE_FALSE(recording->paired.empty());
  const std::vector<Finding> findings = prove_recorded(*recording, 12);
  CHECK(named(findings, "perfgate, paired", "red suites").hits == 0);
  CHECK(share(named(findings, "perfgate, paired", "+12 % found")) >= 0.75);
  CHECK(share(named(findings, "perfgate, paired", "+20 % found")) >= 0.85);
  // The promises are in the list itself, and others on the same rounds are far from them.
  CHECK(std::all_of(findings.begin(), findings.end(),
                    [](const Finding& finding) { return !finding.promised || finding.met; }));
  CHECK(share(named(findings, "Criterion's rule", "red suites")) > 0.5);
  // Unpaired evidence says less, and is wrong less often than the rules of others.
  CHECK(share(named(findings, "perfgate, single_run", "red suites")) <
        share(named(findings, "Mann-Whitney, Holm, median > 5 %", "red suites")));
}

TEST_CASE("real: a recording without its truth is refused") {
  const auto recording = read_recording(std::string(PERFGATE_SOURCE_DIR) + "/gates");
  REQUIRE_FALSE(recording.has_value());
  CHECK(recording.error().message.find("truth.json") != std::string::npos);
}

}  // namespace
}  // namespace perfgate::proof
