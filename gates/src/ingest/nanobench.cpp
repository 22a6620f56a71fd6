// SPDX-License-Identifier: Apache-2.0
// JSON that nanobench's own template json() writes -> ResultSet: one row per result, the time of
// every epoch per unit of work. Hardware counters are left out: most machines write zeros there.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/json_entries.h"
#include "ingest/sources.h"

#include <fmt/format.h>

namespace perfgate {
namespace {

void read_epochs(const Fields& fields, const std::string& pointer, double batch, Row& row,
                 ReadStatus& status) {
  RunSamples run{kOnlyRun, {}, {}};
  for (const Json& entry : fields.array("measurements")) {
    const Fields epoch(entry, element_pointer(pointer + "/measurements", run.values.size()),
                       status);
    const double seconds = epoch.number("elapsed") / batch;
    if (const std::string fault = value_fault(seconds, "s"); !fault.empty()) {
      epoch.fail("elapsed", fault);
    }
    const double iterations = epoch.number("iterations");
    if (iterations < 1) {
      epoch.fail("iterations", fmt::format("is {}, wanted at least 1", iterations));
    }
    run.values.push_back(seconds);
    run.iters.push_back(iterations);
  }
  if (run.values.empty()) {
    fields.fail("measurements", "has no samples");
  }
  row.runs.push_back(std::move(run));
}

Row read_result(const Json& json, const std::string& pointer, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  const std::string title = fields.text_or("title", "");
  const std::string name = fields.text("name");
  if (name.empty()) {
    fields.fail("name", "is empty");
  }
  Row row;
  row.id = bounded_id(title.empty() ? name : title + "/" + name);
  row.metric = "time";
  row.unit = "s";
  if (const std::string unit = fields.text_or("unit", ""); !unit.empty()) {
    row.labels["per"] = unit;
  }
  const double batch = fields.optional_number("batch").value_or(1);
  if (!(batch > 0)) {
    fields.fail("batch", fmt::format("is {}, wanted a number above 0", batch));
  }
  read_epochs(fields, pointer, batch > 0 ? batch : 1, row, status);
  return row;
}

}  // namespace

Result<ResultSet> nanobench_from_json(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields root(json, "", status);
  ResultSet results;
  results.path = origin;
  results.kind = "nanobench";
  return read_entries(std::move(results), root, "results", read_result, status);
}

Result<ResultSet> parse_nanobench(std::string_view text, const std::string& origin) {
  const auto json = parse_json(text, origin);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return nanobench_from_json(*json, origin);
}

}  // namespace perfgate
