// SPDX-License-Identifier: Apache-2.0
// Finding a row's measurements. A result set that was given need not be the one that was judged: a
// folder may have been measured again since, and rows of a second stage come from other files.
#include "html/row_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace perfgate::html_detail {
namespace {

struct SetPair {
  const ResultSet* baseline;
  const ResultSet* current;
};

const Row* find_in(const ResultSet* results, const ReportRow& wanted) {
  if (results == nullptr) {
    return nullptr;
  }
  const auto before = [&](const Row& row, const ReportRow& other) {
    return std::tie(row.id, row.metric) < std::tie(other.id, other.metric);
  };
  const auto found = std::lower_bound(results->rows.begin(), results->rows.end(), wanted, before);
  const bool same =
      found != results->rows.end() && found->id == wanted.id && found->metric == wanted.metric;
  return same ? &*found : nullptr;
}

SideData side_data(const Row& row) {
  SideData side;
  for (const RunSamples& run : row.runs) {
    if (!run.values.empty()) {
      side.samples.insert(side.samples.end(), run.values.begin(), run.values.end());
      side.run_medians.push_back(median_of(run.values));
    }
  }
  return side;
}

// The measurements are those that the report summarises.
bool agrees(const SideData& side, const SideSummary& summary) {
  if (side.samples.size() != summary.samples || side.run_medians.size() != summary.runs) {
    return false;
  }
  if (side.run_medians.empty() || !summary.median) {
    return side.run_medians.empty() && !summary.median;
  }
  const double median = median_of(side.run_medians);
  return std::abs(median - *summary.median) <= 1e-9 * std::abs(median);
}

bool take_side(const ResultSet* results, const ReportRow& row, const SideSummary& summary,
               SideData& side) {
  if (summary.samples == 0) {
    return true;  // the report has no measurements of this side either
  }
  const Row* found = find_in(results, row);
  if (found == nullptr) {
    return false;
  }
  side = side_data(*found);
  return agrees(side, summary);
}

std::map<std::size_t, const RunSamples*> runs_by_place(const ResultSet& results, const Row& row) {
  std::map<std::size_t, const RunSamples*> runs;
  for (const RunSamples& run : row.runs) {
    const auto place = std::find(results.run_names.begin(), results.run_names.end(), run.run);
    if (place != results.run_names.end() && !run.values.empty()) {
      runs.emplace(static_cast<std::size_t>(place - results.run_names.begin()), &run);
    }
  }
  return runs;
}

// The summary of a round that decided: its median, or the value that noise touched least.
double summary_of_round(const RunSamples& run, const ReportRow& row) {
  if (row.paired->summary != "minimum") {
    return median_of(run.values);
  }
  return row.direction == Direction::kLowerIsBetter
             ? *std::min_element(run.values.begin(), run.values.end())
             : *std::max_element(run.values.begin(), run.values.end());
}

std::vector<double> log_ratios_of(const SetPair& sets, const ReportRow& row) {
  std::vector<double> ratios;
  const auto before = runs_by_place(*sets.baseline, *find_in(sets.baseline, row));
  const auto after = runs_by_place(*sets.current, *find_in(sets.current, row));
  for (const auto& [place, run] : before) {
    const auto partner = after.find(place);
    if (partner != after.end()) {
      ratios.push_back(
          std::log(summary_of_round(*partner->second, row) / summary_of_round(*run, row)));
    }
  }
  const bool usable =
      std::all_of(ratios.begin(), ratios.end(), [](double ratio) { return std::isfinite(ratio); });
  return usable ? ratios : std::vector<double>();
}

bool take(const SetPair& sets, const ReportRow& row, RowData& data) {
  SideData baseline;
  SideData current;
  if (!take_side(sets.baseline, row, row.baseline, baseline) ||
      !take_side(sets.current, row, row.current, current)) {
    return false;
  }
  const bool both = !baseline.samples.empty() && !current.samples.empty();
  data.baseline = std::move(baseline);
  data.current = std::move(current);
  if (both && row.paired) {
    data.log_ratios = log_ratios_of(sets, row);
  }
  return true;
}

}  // namespace

RowData row_data(const ReportRow& row, const HtmlSources& sources) {
  RowData data;
  if (row.baseline.samples == 0 && row.current.samples == 0) {
    data.why_empty = row.baseline.median || row.current.median
                         ? "Published figures have no samples that could be drawn."
                         : "This row was not compared: the report has no figures of it.";
    return data;
  }
  if (sources.baseline == nullptr && sources.current == nullptr) {
    data.why_empty = "The measurements were not at hand when this page was made: no distributions.";
    return data;
  }
  const ResultSet* second_baseline =
      sources.second_baseline != nullptr ? sources.second_baseline : sources.baseline;
  const std::array<SetPair, 2> pairs = {
      {{second_baseline, sources.second_current}, {sources.baseline, sources.current}}};
  for (const SetPair& sets : pairs) {
    if (take(sets, row, data)) {
      return data;
    }
  }
  data.why_empty =
      "The measurements at hand are not those that this row was decided on: no distributions.";
  return data;
}

std::vector<EcdfStep> ecdf(std::vector<double> values, std::size_t most) {
  std::sort(values.begin(), values.end());
  const std::size_t count = values.size();
  const std::size_t steps = std::min(count, most);
  std::vector<EcdfStep> result;
  for (std::size_t i = 0; i < steps; ++i) {
    const std::size_t at = steps == 1 ? 0 : i * (count - 1) / (steps - 1);
    result.push_back({values[at], static_cast<double>(at + 1) / static_cast<double>(count)});
  }
  return result;
}

Thinned thinned(const std::vector<double>& values, std::size_t most) {
  Thinned result;
  result.width = (values.size() + most - 1) / most;
  if (result.width <= 1) {
    result.width = 1;
    result.values = values;
    return result;
  }
  for (std::size_t from = 0; from < values.size(); from += result.width) {
    const std::size_t to = std::min(from + result.width, values.size());
    result.values.push_back(median_of({values.begin() + static_cast<std::ptrdiff_t>(from),
                                       values.begin() + static_cast<std::ptrdiff_t>(to)}));
  }
  return result;
}

}  // namespace perfgate::html_detail
