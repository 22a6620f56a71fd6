// SPDX-License-Identifier: Apache-2.0
// pytest-benchmark JSON -> ResultSet: one row per test, the duration of every round in seconds.
// Summary figures are left out: they follow from the rounds.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/json_entries.h"
#include "ingest/rfc3339.h"
#include "ingest/sources.h"

#include <fmt/format.h>

namespace perfgate {
namespace {

constexpr const char* kSaveData =
    "holds no rounds; save with --benchmark-json=FILE or --benchmark-save-data, so that the "
    "samples are there";

void read_rounds(const Fields& stats, Row& row) {
  if (stats.find("data") == nullptr) {
    stats.fail("data", kSaveData);
    return;
  }
  std::vector<double> rounds = stats.numbers("data");
  if (rounds.empty()) {
    stats.fail("data", "has no samples");
  }
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    if (const std::string fault = value_fault(rounds[i], "s"); !fault.empty()) {
      stats.fail(fmt::format("data/{}", i), fault);
    }
  }
  const std::optional<double> iterations = stats.optional_number("iterations");
  if (iterations && *iterations < 1) {
    stats.fail("iterations", fmt::format("is {}, wanted at least 1", *iterations));
  }
  std::vector<double> iters;
  if (iterations) {
    iters.assign(rounds.size(), *iterations);
  }
  row.runs.push_back({kOnlyRun, std::move(rounds), std::move(iters)});
}

Row read_test(const Json& json, const std::string& pointer, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  Row row;
  row.id = bounded_id(fields.find("fullname") == nullptr ? fields.text("name")
                                                         : fields.text("fullname"));
  row.metric = "time";
  row.unit = "s";
  if (row.id.empty()) {
    fields.fail("fullname", "is empty");
  }
  if (const std::string group = fields.text_or("group", ""); !group.empty()) {
    row.labels["group"] = group;
  }
  if (const Json* stats = fields.find("stats"); stats != nullptr) {
    read_rounds(Fields(*stats, pointer + "/stats", status), row);
  } else {
    fields.fail("stats", kSaveData);
  }
  return row;
}

/// Python writes microseconds, which no report needs.
std::string without_fraction(std::string text) {
  const std::size_t point = text.find('.');
  if (point != std::string::npos) {
    const std::size_t end = text.find_first_not_of("0123456789", point + 1);
    text.erase(point, end == std::string::npos ? end : end - point);
  }
  return text;
}

void read_origin(const Fields& root, ResultSet& results, ReadStatus& status) {
  results.created = utc_from_iso8601(without_fraction(root.text_or("datetime", "")));
  if (const Json* commit = root.find("commit_info"); commit != nullptr) {
    const Fields fields(*commit, "/commit_info", status);
    results.commit = fields.text_or("id", "");
    if (fields.boolean_or("dirty", false)) {
      results.warnings.emplace_back("the working tree had uncommitted changes");
    }
  }
}

}  // namespace

Result<ResultSet> pytest_benchmark_from_json(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields root(json, "", status);
  ResultSet results;
  results.path = origin;
  results.kind = "pytest_benchmark";
  read_origin(root, results, status);
  return read_entries(std::move(results), root, "benchmarks", read_test, status);
}

Result<ResultSet> parse_pytest_benchmark(std::string_view text, const std::string& origin) {
  const auto json = parse_json(text, origin);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return pytest_benchmark_from_json(*json, origin);
}

}  // namespace perfgate
