// SPDX-License-Identifier: Apache-2.0
// "perfgate/baseline/1" -> ResultSet, everything checked: members, values, run names, content hash.
// Unknown members are allowed when reading (a newer writer), so this does not use the schema.
#include "baseline/json_fields.h"
#include "baseline/point_read.h"
#include "baseline/row_rules.h"

#include <perfgate/baseline.h>
#include <perfgate/files.h>
#include <perfgate/machine.h>

#include <fmt/format.h>

#include <algorithm>

namespace perfgate {
namespace {

RunSamples read_run(const Json& json, const std::string& pointer, std::string_view unit,
                    ReadStatus& status) {
  const Fields fields(json, pointer, status);
  RunSamples run{fields.text("run"), fields.numbers("values"), {}};
  if (fields.find("iters") != nullptr) {
    run.iters = fields.numbers("iters");
  }
  if (run.values.empty()) {
    fields.fail("values", "has no samples");
  }
  for (std::size_t i = 0; i < run.values.size(); ++i) {
    if (const std::string fault = value_fault(run.values[i], unit); !fault.empty()) {
      fields.fail(fmt::format("values/{}", i), fault);
    }
  }
  if (!run.iters.empty() && run.iters.size() != run.values.size()) {
    fields.fail("iters", fmt::format("has {} elements, wanted none or {} as in values",
                                     run.iters.size(), run.values.size()));
  }
  if (std::any_of(run.iters.begin(), run.iters.end(), [](double n) { return n < 1; })) {
    fields.fail("iters", "holds a number of iterations below 1");
  }
  return run;
}

void read_runs(Row& row, const Fields& fields, const std::string& pointer,
               const std::vector<std::string>& run_names, ReadStatus& status) {
  for (const Json& json : fields.array("runs")) {
    const std::string where = element_pointer(pointer + "/runs", row.runs.size());
    RunSamples run = read_run(json, where, row.unit, status);
    if (!std::binary_search(run_names.begin(), run_names.end(), run.run)) {
      status.fail(where,
                  fmt::format("run {} is not among the runs of the file", quote_name(run.run)));
    }
    if (!row.runs.empty() && row.runs.back().run >= run.run) {
      status.fail(where,
                  fmt::format("run {} is out of order or occurs twice", quote_name(run.run)));
    }
    row.runs.push_back(std::move(run));
  }
  if (row.runs.empty()) {
    fields.fail("runs", "has no runs");
  }
}

Row read_row(const Json& json, const std::string& pointer,
             const std::vector<std::string>& run_names, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  Row row;
  row.id = bounded_id(fields.text("id"));
  row.metric = fields.text("metric");
  row.unit = fields.text("unit");
  row.labels = fields.text_map("labels");
  row.warnings = fields.texts_or_empty("warnings");
  if (row.id.empty() || row.metric.empty()) {
    fields.fail(row.id.empty() ? "id" : "metric", "is empty");
  }
  const auto scale = unit_scale(row.unit);
  if (!scale || scale->base != row.unit) {
    fields.fail("unit", fmt::format("found {}, wanted a base unit", quote_name(row.unit)));
  }
  const auto direction = direction_from_name(fields.text("direction"));
  if (!direction) {
    fields.fail("direction", "wanted lower_is_better or higher_is_better");
  }
  row.direction = direction.value_or(Direction::kLowerIsBetter);
  read_runs(row, fields, pointer, run_names, status);
  return row;
}

Result<void> read_machine(const Fields& fields, ResultSet& results, const std::string& origin) {
  const Json* json = fields.find("machine");
  if (json == nullptr) {
    return {};
  }
  auto machine = machine_from_json(*json, origin);
  if (!machine) {
    return tl::unexpected(machine.error());
  }
  results.machine = std::move(*machine);
  return {};
}

void read_run_names(const Fields& fields, ResultSet& results) {
  results.run_names = fields.texts_or_empty("runs");
  std::sort(results.run_names.begin(), results.run_names.end());
  if (std::adjacent_find(results.run_names.begin(), results.run_names.end()) !=
      results.run_names.end()) {
    fields.fail("runs", "names a run twice");
  }
}

/// Hash over the rows as they stand in the file: an edited figure no longer fits.
void check_hash(const Fields& fields) {
  const std::string stored = fields.text("content_sha256");
  const std::string actual = sha256_hex(dump_json(fields.array("rows")));
  if (stored != actual) {
    fields.fail("content_sha256",
                fmt::format("found {}, but the rows hash to {}: the file was changed after it was "
                            "written",
                            quote_name(stored), actual));
  }
}

Result<ResultSet> read_baseline(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields fields(json, "", status);
  ResultSet results;
  results.path = origin;
  results.kind = "baseline";
  results.created = fields.text_or("created", "");
  results.commit = fields.text_or("commit", "");
  results.warnings = fields.texts_or_empty("warnings");
  read_run_names(fields, results);
  const Json& rows = fields.array("rows");
  results.rows.reserve(rows.size());
  for (const Json& row : rows) {
    results.rows.push_back(
        read_row(row, element_pointer("/rows", results.rows.size()), results.run_names, status));
  }
  if (results.rows.empty()) {
    status.fail("/rows", "has no rows");
  }
  if (status.ok()) {
    check_hash(fields);
  }
  if (!status.ok()) {
    return status.error();
  }
  if (const auto machine = read_machine(fields, results, origin); !machine) {
    return tl::unexpected(machine.error());
  }
  if (const auto unique = sort_unique(results.rows, origin); !unique) {
    return tl::unexpected(unique.error());
  }
  add_sampling_warnings(results);
  return results;
}

}  // namespace

Result<ResultSet> baseline_from_json(const Json& json, const std::string& origin) {
  const auto schema = json.is_object() ? json.find("schema") : json.end();
  const std::string name = json.is_object() && schema != json.end() && schema->is_string()
                               ? schema->get<std::string>()
                               : std::string();
  if (name == "perfgate/baseline/1") {
    return read_baseline(json, origin);
  }
  if (name == "perfgate/point/1") {
    return point_from_json(json, origin);
  }
  return data_error(
      fmt::format("{}: found schema {}, wanted perfgate/baseline/1 or perfgate/point/1", origin,
                  quote_name(name)));
}

}  // namespace perfgate
