// SPDX-License-Identifier: Apache-2.0
// Tests: strict mode in every verb that runs a model. The accounts of real runs must pass, all of
// them must be looked at, and one that contradicts its counters must not pass.
#include "cli_harness.h"
#include "cli_model.h"
#include "receipt/testing_receipt.h"
#include "strict_runs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::Outcome;
using cli_test::SmallModel;

class StrictEnvironment {
 public:
  StrictEnvironment() { setenv("BITNET_STRICT_MODE", "1", 1); }

  ~StrictEnvironment() { unsetenv("BITNET_STRICT_MODE"); }

  StrictEnvironment(const StrictEnvironment&) = delete;
  StrictEnvironment& operator=(const StrictEnvironment&) = delete;
};

void check_strictly(const std::vector<std::string>& args, const std::string& input,
                    const std::string& said) {
  const Outcome loose = call(args, input);
  CHECK_FALSE(contains(loose.err, "strict mode"));
  const StrictEnvironment environment;
  const Outcome strict = call(args, input);
  CHECK_MESSAGE(strict.code == 0, strict.err);
  CHECK_MESSAGE(contains(strict.err, "bitnet: strict mode: " + said), strict.err);
  std::vector<std::string> quiet = args;
  quiet.emplace_back("-q");
  CHECK(call(quiet, input).err.empty());
}

TEST_CASE("strict: generate is one run") {
  const SmallModel model;
  check_strictly({"generate", "-m", model.path(), "-p", "abc", "-n", "6", "-t", "2"}, "",
                 "1 run held to its counters\n");
}

TEST_CASE("strict: each turn of chat is a run, from where the cache ends") {
  const SmallModel model;
  check_strictly({"chat", "-m", model.path(), "-n", "4", "-t", "2"}, "first\nsecond\n/reset\nx\n",
                 "3 runs held to their counters\n");
}

TEST_CASE("strict: each repetition of bench is a run, the warm-up too") {
  const SmallModel model;
  check_strictly({"bench", "-m", model.path(), "-p", "40", "-n", "5", "-d", "0,16", "-r", "2", "-t",
                  "1,2", "-b", "32"},
                 "", "24 runs held to their counters\n");
}

TEST_CASE("strict: each window of perplexity is a run") {
  const SmallModel model;
  model.folder().put("text.txt", std::string(200, 'x') + std::string(100, 'y'));
  const std::vector<std::string> args = {
      "perplexity", "-m", model.path(), "-f", model.folder().path("text.txt"),
      "-c",         "32", "-t",         "2"};
  const Outcome loose = call(args);
  const auto windows = std::count(loose.err.begin(), loose.err.end(), '\n');
  REQUIRE(windows > 1);
  check_strictly(args, "", std::to_string(windows) + " runs held to their counters\n");
}

TEST_CASE("strict: interrupted before the first token is interrupted, not refused") {
  const SmallModel model;
  const StrictEnvironment environment;
  CHECK(call({"generate", "-m", model.path(), "-p", "x"}, "", true).code == 130);
}

TEST_CASE("strict: one multiply-add too many is refused, and only where a rule is on") {
  ReceiptInput run = receipt::good_input();
  cli::Loaded loaded;
  receipt::count_of(run, kernels::KernelId::kGemvBits2).macs += 1;
  cli::StrictRuns loose(loaded);
  CHECK_FALSE(loose.on());
  CHECK(loose.check(run));
  loaded.settings.strict.validate_performance = true;
  cli::StrictRuns strict(loaded);
  const auto refused = strict.check(run);
  REQUIRE_FALSE(refused);
  CHECK(contains(refused.error().message, "strict mode: ternary products did"));
  CHECK(refused.error().code == ExitCode::kFailed);
  CHECK(strict.check(receipt::good_input()));
}

TEST_CASE("strict: a run that brings no read rate is held to the measured one") {
  cli::Loaded loaded;
  loaded.settings.strict.validate_performance = true;
  cli::StrictRuns strict(loaded);
  ReceiptInput fast = receipt::good_input();
  receipt::count_of(fast, kernels::KernelId::kHeadF16).weight_bytes = std::uint64_t{1} << 50U;
  const auto refused = strict.check(fast);
  REQUIRE_FALSE(refused);
  CHECK(contains(refused.error().message, "this machine reads at most"));
}

}  // namespace
}  // namespace bitnet::runtime
