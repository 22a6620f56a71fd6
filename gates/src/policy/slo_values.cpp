// SPDX-License-Identifier: Apache-2.0
// Objectives on measured values and on ratios of two measured values.
#include "policy/slo_compare.h"
#include "policy/slo_sources.h"
#include "policy/units.h"

#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace perfgate {
namespace {

std::vector<double> medians_of(const Row& row) {
  std::vector<double> medians;
  for (const RunSamples& run : row.runs) {
    if (!run.values.empty()) {
      medians.push_back(stats::median(run.values));
    }
  }
  if (medians.empty() && row.published) {
    medians.push_back(row.published->value);
  }
  return medians;
}

// Interval of the centre of run medians, on the log scale where that exists: a time cannot be
// negative.
stats::Interval centre_interval(std::vector<double> medians, double confidence) {
  const bool positive =
      std::all_of(medians.begin(), medians.end(), [](double value) { return value > 0; });
  if (!positive || stats::variance(medians) == 0) {
    return stats::mean_interval(medians, confidence);
  }
  for (double& value : medians) {
    value = std::log(value);
  }
  const stats::Interval interval = stats::mean_interval(medians, confidence);
  return {std::exp(interval.lower), std::exp(interval.upper)};
}

// Met: the whole interval is. Breached: the middle is not. Between the two nothing is known.
void judge(const Slo& slo, SloCandidate& candidate) {
  const std::optional<double> end = upper_is_bad(slo) ? candidate.upper : candidate.lower;
  const double value = end.value_or(*candidate.actual);
  candidate.status = !std::isfinite(value)           ? SloStatus::kUntestable
                     : meets(slo, value)             ? SloStatus::kMet
                     : meets(slo, *candidate.actual) ? SloStatus::kUntestable
                                                     : SloStatus::kBreached;
  if (!std::isfinite(value)) {
    candidate.actual = candidate.lower = candidate.upper = std::nullopt;
  }
}

std::string runs_note(std::size_t runs, bool published) {
  if (published) {
    return "published figure";
  }
  return runs == 1 ? "median of one run" : fmt::format("interval of {} runs", runs);
}

SloCandidate value_of(const Slo& slo, const Row& row, const Policy& policy) {
  SloCandidate candidate{row.id, {}, {}, {}, SloStatus::kUntestable, ""};
  const std::vector<double> medians = medians_of(row);
  const std::optional<double> factor = unit_factor(row.unit, slo.unit);
  if (!row.failure.empty() || medians.empty()) {
    candidate.note = row.failure.empty() ? "no samples" : "failed: " + row.failure;
    return candidate;
  }
  if (!factor) {
    candidate.note = fmt::format("its unit {} is not {}", row.unit, slo.unit);
    return candidate;
  }
  candidate.actual = stats::median(medians) * *factor;
  candidate.note = runs_note(medians.size(), row.published.has_value());
  if (medians.size() >= 2) {
    const stats::Interval interval = centre_interval(medians, 1 - policy.alpha);
    candidate.lower = interval.lower * *factor;
    candidate.upper = interval.upper * *factor;
  }
  judge(slo, candidate);
  return candidate;
}

SloCandidate ratio_of(const Slo& slo, const Row& top, const Row& bottom, const Policy& policy) {
  SloCandidate candidate{
      fmt::format("{} over {}", top.id, bottom.id), {}, {}, {}, SloStatus::kUntestable, ""};
  const std::vector<double> above = medians_of(top);
  const std::vector<double> below = medians_of(bottom);
  const auto usable = [](const std::vector<double>& values) {
    return !values.empty() && std::all_of(values.begin(), values.end(), [](double value) {
      return std::isfinite(value) && value > 0;
    });
  };
  if (!top.failure.empty() || !bottom.failure.empty() || top.unit != bottom.unit ||
      !usable(above) || !usable(below)) {
    candidate.note = "a side failed, has no positive samples, or has another unit";
    return candidate;
  }
  candidate.actual = stats::median(above) / stats::median(below);
  candidate.note = fmt::format("{} over {} runs", above.size(), below.size());
  if (below.size() >= 2) {
    const stats::Interval interval = stats::student_ratio(below, above, 1 - policy.alpha).interval;
    candidate.lower = interval.lower;
    candidate.upper = interval.upper;
  }
  judge(slo, candidate);
  return candidate;
}

using Groups = std::map<std::string, std::vector<const Row*>>;

Groups groups_of(const RowPattern& pattern, const std::string& metric, const ResultSet& current) {
  Groups groups;
  for (const Row& row : current.rows) {
    if (row.metric != metric) {
      continue;
    }
    if (const std::optional<std::string> group = pattern.first_group(row.id)) {
      groups[*group].push_back(&row);
    }
  }
  return groups;
}

}  // namespace

void judge_values(const Slo& slo, const RowPattern& rows, const ResultSet& current,
                  const Policy& policy, SloResult& result) {
  WorstOf worst(slo, result);
  for (const Row& row : current.rows) {
    if (row.metric == slo.metric && rows.matches(row.id)) {
      worst.add(value_of(slo, row, policy));
    }
  }
  worst.finish("");
}

void judge_ratios(const Slo& slo, const RowPattern& rows, const RowPattern& over,
                  const ResultSet& current, const Policy& policy, SloResult& result) {
  WorstOf worst(slo, result);
  const Groups above = groups_of(rows, slo.metric, current);
  const Groups below = groups_of(over, slo.metric, current);
  for (const auto& [group, tops] : above) {
    const auto partner = below.find(group);
    if (partner == below.end()) {
      continue;
    }
    if (tops.size() != 1 || partner->second.size() != 1) {
      worst.untestable(
          fmt::format("{} rows over {} rows: wanted one over one, or a group in both patterns "
                      "that pairs them",
                      tops.size(), partner->second.size()));
      return;
    }
    worst.add(ratio_of(slo, *tops.front(), *partner->second.front(), policy));
  }
  worst.finish("");
}

}  // namespace perfgate
