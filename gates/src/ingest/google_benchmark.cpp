// SPDX-License-Identifier: Apache-2.0
// Google Benchmark JSON -> ResultSet. One file is one run; entries of one name are its samples.
// Takes real_time only: user counters other than bytes_per_second and aggregates are left out.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/rfc3339.h"
#include "ingest/row_table.h"
#include "ingest/sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace perfgate {
namespace {

/// Rows in the making: samples by name, in the order of the file.
struct Entries {
  std::map<std::string, Row> rows;
  std::set<std::string> aggregates;  // names that occur as aggregates
};

bool is_aggregate(const Fields& fields) {
  return fields.text_or("run_type", "iteration") == "aggregate";
}

/// The failure that an entry reports, or "".
std::string reported_failure(const Fields& fields) {
  if (fields.boolean_or("error_occurred", false)) {
    const std::string message = fields.text_or("error_message", "");
    return message.empty() ? "the benchmark reported an error" : message;
  }
  if (fields.boolean_or("skipped", false)) {
    const std::string message = fields.text_or("skip_message", "");
    return message.empty() ? "the benchmark was skipped" : "skipped: " + message;
  }
  return {};
}

void add_sample(const Fields& fields, Row& row) {
  const std::string unit = fields.text_or("time_unit", "ns");
  const auto scale = unit_scale(unit);
  if (!scale || std::string_view(scale->base) != "s") {
    fields.fail("time_unit", fmt::format("found {}, wanted ns, us, ms or s", quote_name(unit)));
    return;
  }
  const double seconds = fields.number("real_time") * scale->factor;
  if (const std::string fault = value_fault(seconds, "s"); !fault.empty()) {
    fields.fail("real_time", fault);
  }
  const double iterations = fields.number("iterations");
  if (iterations < 1) {
    fields.fail("iterations", fmt::format("is {}, wanted at least 1", iterations));
  }
  row.runs.front().values.push_back(seconds);
  row.runs.front().iters.push_back(iterations);
}

void add_labels(const Fields& fields, Row& row) {
  for (const char* name : {"bytes_per_second", "threads", "label"}) {
    const Json* value = fields.find(name);
    const auto text = value == nullptr ? std::nullopt : label_text(*value);
    if (text) {
      row.labels.try_emplace(name, *text);
    }
  }
}

void read_entry(const Json& json, const std::string& pointer, Entries& entries,
                ReadStatus& status) {
  const Fields fields(json, pointer, status);
  const std::string id = bounded_id(fields.text("name"));
  if (id.empty()) {
    fields.fail("name", "is empty");
    return;
  }
  if (is_aggregate(fields)) {
    // Complexity fits describe a family of rows, not a row.
    const std::string kind = fields.text_or("aggregate_name", "");
    if (kind != "BigO" && kind != "RMS") {
      entries.aggregates.insert(bounded_id(fields.text_or("run_name", id)));
    }
    return;
  }
  Row& row = entries.rows[id];
  if (row.id.empty()) {
    row.id = id;
    row.metric = "time";
    row.unit = "s";
    row.runs.push_back({kOnlyRun, {}, {}});
  }
  add_labels(fields, row);
  if (const std::string failure = reported_failure(fields); !failure.empty()) {
    row.failure = failure;
  } else {
    add_sample(fields, row);
  }
}

void read_context(const Fields& root, ResultSet& results, ReadStatus& status) {
  const Json* json = root.find("context");
  if (json == nullptr) {
    return;
  }
  const Fields context(*json, "/context", status);
  results.created = utc_from_iso8601(context.text_or("date", ""));
  if (context.text_or("library_build_type", "release") == "debug") {
    results.warnings.emplace_back("Google Benchmark itself was built without optimisation");
  }
  if (context.boolean_or("cpu_scaling_enabled", false)) {
    results.warnings.emplace_back("CPU frequency scaling was on");
  }
}

void warn_aggregates(const Entries& entries, ResultSet& results) {
  std::vector<std::string> lost;
  for (const std::string& name : entries.aggregates) {
    if (entries.rows.count(name) == 0) {
      lost.push_back(name);
    }
  }
  if (!lost.empty()) {
    results.warnings.push_back(
        fmt::format("{} benchmarks are left out because the file has only their aggregates (first "
                    "one: {})",
                    lost.size(), quote_name(lost.front())));
  }
}

}  // namespace

Result<ResultSet> google_benchmark_from_json(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields root(json, "", status);
  ResultSet results;
  results.path = origin;
  results.kind = "google_benchmark";
  results.run_names = {kOnlyRun};
  read_context(root, results, status);
  Entries entries;
  std::size_t index = 0;
  for (const Json& entry : root.array("benchmarks")) {
    read_entry(entry, element_pointer("/benchmarks", index++), entries, status);
  }
  if (entries.rows.empty() && !entries.aggregates.empty()) {
    status.fail("/benchmarks",
                "holds only aggregates; run without --benchmark_report_aggregates_only, so that "
                "the samples are there");
  } else if (entries.rows.empty()) {
    status.fail("/benchmarks", "has no benchmarks");
  }
  if (!status.ok()) {
    return status.error();
  }
  warn_aggregates(entries, results);
  for (auto& [id, row] : entries.rows) {
    if (row.runs.front().values.empty()) {
      row.runs.clear();
    }
    results.rows.push_back(std::move(row));
  }
  return results;
}

Result<ResultSet> parse_google_benchmark(std::string_view text, const std::string& origin) {
  const auto json = parse_json(text, origin, JsonDialect::kGoogleBenchmark);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return google_benchmark_from_json(*json, origin);
}

}  // namespace perfgate
