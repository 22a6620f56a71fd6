// SPDX-License-Identifier: Apache-2.0
// The samples of a result set as CSV, JSON lines and Prometheus text: formats of no benchmark tool.
// Base units, nothing rounded.
#include "formats/csv_text.h"
#include "formats/prometheus_text.h"

#include <perfgate/formats.h>
#include <perfgate/json.h>
#include <perfgate/stats.h>

#include <fmt/format.h>

#include <map>

namespace perfgate {
namespace {

using formats_detail::csv_number;
using formats_detail::csv_record;
using formats_detail::csv_text;
using formats_detail::PrometheusFamily;

std::string run_records(const Row& row, const RunSamples& run) {
  std::string text;
  for (std::size_t i = 0; i < run.values.size(); ++i) {
    text += csv_record({csv_text(row.id), csv_text(row.metric), csv_text(row.unit),
                        direction_name(row.direction), csv_text(run.run), fmt::format("{}", i),
                        csv_number(run.values[i]),
                        i < run.iters.size() ? csv_number(run.iters[i]) : std::string()});
  }
  return text;
}

Json row_members(const Row& row) {
  Json json = {{"id", row.id},
               {"metric", row.metric},
               {"unit", row.unit},
               {"direction", direction_name(row.direction)},
               {"labels", row.labels}};
  if (!row.failure.empty()) {
    json["failure"] = row.failure;
  }
  if (!row.warnings.empty()) {
    json["warnings"] = row.warnings;
  }
  if (row.published) {
    json["published"] = {{"value", row.published->value}, {"source", row.published->source}};
  }
  return json;
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

struct RowFigures {
  std::vector<double> values;
  std::size_t runs = 0;
};

RowFigures figures_of(const Row& row) {
  RowFigures figures;
  for (const RunSamples& run : row.runs) {
    figures.values.insert(figures.values.end(), run.values.begin(), run.values.end());
    ++figures.runs;
  }
  return figures;
}

struct SampleFamilies {
  std::map<std::string, PrometheusFamily> medians;  // one a unit
  PrometheusFamily samples{"perfgate_row_samples", "Samples of the row."};
  PrometheusFamily runs{"perfgate_row_runs", "Runs that have the row."};
  PrometheusFamily spread{"perfgate_row_cv_ratio", "Coefficient of variation of the samples."};
  PrometheusFamily failed{"perfgate_row_failed_info", "Rows that failed to run, always 1."};

  void add(const Row& row);
  void add_median(const Row& row, const PrometheusFamily::Labels& labels, double median);
};

void SampleFamilies::add_median(const Row& row, const PrometheusFamily::Labels& labels,
                                double median) {
  const auto unit = formats_detail::prometheus_unit(row.unit);
  const std::string name = std::string("perfgate_row_median_") + unit.suffix;
  medians.try_emplace(name, name, "Median of the samples of the row.")
      .first->second.add(labels, median * unit.factor);
}

void SampleFamilies::add(const Row& row) {
  const PrometheusFamily::Labels labels = {
      {"row", row.id}, {"metric", row.metric}, {"unit", row.unit}};
  if (!row.failure.empty()) {
    failed.add(labels, 1);
  }
  const RowFigures figures = figures_of(row);
  if (figures.values.empty()) {
    if (row.published) {
      add_median(row, labels, row.published->value);
    }
    return;
  }
  add_median(row, labels, stats::median(figures.values));
  samples.add(labels, static_cast<double>(figures.values.size()));
  runs.add(labels, static_cast<double>(figures.runs));
  if (figures.values.size() > 1) {
    spread.add(labels, stats::coefficient_of_variation(figures.values));
  }
}

}  // namespace

std::string export_csv(const ResultSet& results) {
  std::string text =
      csv_record({"id", "metric", "unit", "direction", "run", "sample", "value", "iterations"});
  for (const Row& row : results.rows) {
    for (const RunSamples& run : row.runs) {
      text += run_records(row, run);
    }
    if (row.published) {
      text += csv_record({csv_text(row.id), csv_text(row.metric), csv_text(row.unit),
                          direction_name(row.direction), "published", "0",
                          csv_number(row.published->value), ""});
    }
  }
  return text;
}

std::string export_jsonl(const ResultSet& results) {
  std::string text;
  for (const Row& row : results.rows) {
    Json json = row_members(row);
    if (row.runs.empty()) {
      text += line_of(json);
    }
    for (const RunSamples& run : row.runs) {
      json["run"] = run.run;
      json["values"] = run.values;
      json["iterations"] = run.iters;
      text += line_of(json);
    }
  }
  return text;
}

std::string export_prometheus(const ResultSet& results) {
  SampleFamilies families;
  for (const Row& row : results.rows) {
    families.add(row);
  }
  std::string text;
  for (const auto& [name, family] : families.medians) {
    text += family.text();
  }
  return text + families.samples.text() + families.runs.text() + families.spread.text() +
         families.failed.text();
}

}  // namespace perfgate
