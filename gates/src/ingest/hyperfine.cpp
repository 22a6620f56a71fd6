// SPDX-License-Identifier: Apache-2.0
// hyperfine --export-json -> ResultSet: one row per command, its wall times in seconds. User and
// system times and the summary figures are left out: they follow from the times or are not samples.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/json_entries.h"
#include "ingest/sources.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate {
namespace {

void check_times(const Fields& fields, const std::vector<double>& times) {
  if (times.empty()) {
    fields.fail("times", "has no samples");
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (const std::string fault = value_fault(times[i], "s"); !fault.empty()) {
      fields.fail(fmt::format("times/{}", i), fault);
    }
  }
}

/// A command that failed is only in the file when the user said --ignore-failure.
void warn_exit_codes(const Fields& fields, Row& row) {
  const Json& codes = fields.array_or_empty("exit_codes");
  const auto failed = std::count_if(codes.begin(), codes.end(), [](const Json& code) {
    return !code.is_number_integer() || code.get<long>() != 0;
  });
  if (failed > 0) {
    row.warnings.push_back(
        fmt::format("{} of {} executions did not exit with 0", failed, codes.size()));
  }
}

Row read_command(const Json& json, const std::string& pointer, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  Row row;
  row.id = bounded_id(fields.text("command"));
  row.metric = "time";
  row.unit = "s";
  if (row.id.empty()) {
    fields.fail("command", "is empty");
  }
  std::vector<double> times = fields.numbers("times");
  check_times(fields, times);
  row.runs.push_back({kOnlyRun, std::move(times), {}});
  warn_exit_codes(fields, row);
  for (const auto& [name, value] : fields.text_map("parameters")) {
    row.labels[name] = value;
  }
  return row;
}

}  // namespace

Result<ResultSet> hyperfine_from_json(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields root(json, "", status);
  ResultSet results;
  results.path = origin;
  results.kind = "hyperfine";
  return read_entries(std::move(results), root, "results", read_command, status);
}

Result<ResultSet> parse_hyperfine(std::string_view text, const std::string& origin) {
  const auto json = parse_json(text, origin);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return hyperfine_from_json(*json, origin);
}

}  // namespace perfgate
