// SPDX-License-Identifier: Apache-2.0
// A/A runs to a Calibration. The gate judges itself: windows of the runs are compared by the same
// code that compares a baseline with a candidate, so its rate of false alarms is measured, not
// assumed.
#include "policy/classify.h"
#include "policy/run_summary.h"

#include <perfgate/calibration.h>
#include <perfgate/gate_report.h>
#include <perfgate/paired_stats.h>
#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace perfgate {
namespace {

constexpr std::size_t kWindow = 5;  // runs a side of an unpaired comparison
constexpr std::size_t kMostRounds = 200;
constexpr double kBoundConfidence = 0.95;

std::vector<double> log_summaries(const Row& row, const Config& config) {
  return stats::logs_of(run_summaries(row, config.policy.run_summary));
}

// Runs 0 and 1 are a round, 2 and 3 the next: what interleaving would have seen.
std::vector<double> neighbour_ratios(const std::vector<double>& values) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
    ratios.push_back(values[i + 1] - values[i]);
  }
  return ratios;
}

bool usable(const Row& row) {
  return row.failure.empty() && !row.published && row.runs.size() >= kLeastCalibrationRuns &&
         std::all_of(row.runs.begin(), row.runs.end(), [](const RunSamples& run) {
           return !run.values.empty() &&
                  std::all_of(run.values.begin(), run.values.end(), [](double v) { return v > 0; });
         });
}

// Percent that `rounds` paired rounds detect; normal theory with Student quantiles, the small loss
// of rank tests included. Exact tests cannot decide below 2^-rounds.
std::optional<double> paired_mde(double sd, std::size_t rounds, double first_step, double power) {
  const auto n = static_cast<double>(rounds);
  if (rounds < 2 || std::ldexp(1.0, -static_cast<int>(rounds)) > first_step) {
    return std::nullopt;
  }
  constexpr double kRankLoss = 1.0233267;  // square root of pi / 3
  // minimum_detectable_effect is two-sided; paired findings are one-sided.
  return 100 * stats::minimum_detectable_effect(kRankLoss * sd / std::sqrt(n), n - 1,
                                                2 * first_step, power);
}

double range_of(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low;
}

// Ranges in units of the core, over all rows: a spike is rare in one row and frequent in a suite,
// so that a row which has shown none can still have one.
double widest_range(const ResultSet& runs, const Config& config, const Calibration& calibration) {
  double widest = 0;
  for (const Row& row : runs.rows) {
    const RowSpread* spread = calibration.find(row.id, row.metric);
    if (spread != nullptr && spread->core_sd > 0) {
      widest = std::max(widest, range_of(log_summaries(row, config)) / spread->core_sd);
    }
  }
  return widest;
}

// Median absolute deviation, scaled to normal values; the standard deviation where more than half
// of the runs are equal.
double core_sd_of(const std::vector<double>& logs) {
  const double core = stats::scaled_mad(logs);
  return core > 0 ? core : std::sqrt(stats::variance(logs));
}

RowSpread spread_of(const Row& row, const Config& config, double first_step) {
  const Policy& policy = config.policy;
  const std::vector<double> logs = log_summaries(row, config);
  RowSpread spread;
  spread.id = row.id;
  spread.metric = row.metric;
  spread.runs = logs.size();
  spread.run_sd = std::sqrt(stats::variance(logs));
  spread.core_sd = core_sd_of(logs);
  spread.lag1 = stats::lag1_of(logs);
  spread.paired_sd = std::sqrt(stats::variance(neighbour_ratios(logs)));
  spread.limit_pct = limit_of(row.labels, policy);
  const double se = spread.run_sd * std::sqrt(stats::lag_inflation(spread.lag1) * 2 / kWindow);
  spread.multi_mde_pct =
      100 * stats::minimum_detectable_effect(se, static_cast<double>(spread.runs) - 1, first_step,
                                             policy.power);
  spread.paired_mde_pct = paired_mde(
      spread.paired_sd, static_cast<std::size_t>(config.paired_rounds), first_step, policy.power);
  for (std::size_t rounds = 2; rounds <= kMostRounds && !spread.rounds_needed; ++rounds) {
    const auto mde = paired_mde(spread.paired_sd, rounds, first_step, policy.power);
    if (mde && *mde <= spread.limit_pct) {
      spread.rounds_needed = rounds;
    }
  }
  return spread;
}

// The runs with these places in run_names, as a result set of their own.
ResultSet part_of(const ResultSet& all, const std::vector<std::size_t>& places) {
  ResultSet part = all;
  part.run_names.clear();
  part.warnings.clear();
  for (const std::size_t place : places) {
    part.run_names.push_back(all.run_names[place]);
  }
  const std::set<std::string> kept(part.run_names.begin(), part.run_names.end());
  for (Row& row : part.rows) {
    std::erase_if(row.runs, [&](const RunSamples& run) { return !kept.contains(run.run); });
  }
  std::erase_if(part.rows, [](const Row& row) { return row.runs.empty() || !row.failure.empty(); });
  return part;
}

void count(const GateReport& report, FalseAlarms& alarms) {
  std::size_t red = 0;
  for (const ReportRow& row : report.rows) {
    if (row.p_value) {
      ++alarms.rows;
      red += blocks(row, report.policy) ? 1 : 0;
    }
  }
  alarms.red_rows += red;
  alarms.red += red > 0 ? 1 : 0;
  ++alarms.comparisons;
}

void bound(FalseAlarms& alarms) {
  if (alarms.comparisons > 0) {
    alarms.suite_bound = stats::share_upper_bound(alarms.red, alarms.comparisons, kBoundConfidence);
  }
  if (alarms.rows > 0) {
    alarms.row_bound = stats::share_upper_bound(alarms.red_rows, alarms.rows, kBoundConfidence);
  }
}

std::vector<std::size_t> every(std::size_t first, std::size_t step, std::size_t count_of) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < count_of; ++i) {
    places.push_back(first + i * step);
  }
  return places;
}

// Disjoint windows, so that the comparisons are independent as far as the machine allows.
void judge_itself(const ResultSet& runs, const Config& config, const std::string& now,
                  Calibration& calibration) {
  const std::size_t all = runs.run_names.size();
  for (std::size_t at = 0; at + 2 * kWindow <= all; at += 2 * kWindow) {
    const ResultSet before = part_of(runs, every(at, 1, kWindow));
    const ResultSet after = part_of(runs, every(at + kWindow, 1, kWindow));
    count(compare_result_sets(before, after, config, now, {false, &calibration}),
          calibration.multi_run);
  }
  const auto rounds = static_cast<std::size_t>(config.paired_rounds);
  for (std::size_t at = 0; at + 2 * rounds <= all; at += 2 * rounds) {
    const ResultSet before = part_of(runs, every(at, 2, rounds));
    const ResultSet after = part_of(runs, every(at + 1, 2, rounds));
    count(compare_result_sets(before, after, config, now, {true, nullptr}), calibration.paired);
  }
  if (calibration.paired.comparisons == 0) {
    const std::size_t pairs = all / 2;
    count(compare_result_sets(part_of(runs, every(0, 2, pairs)), part_of(runs, every(1, 2, pairs)),
                              config, now, {true, nullptr}),
          calibration.paired);
    calibration.warnings.push_back(
        fmt::format("the paired comparison had {} rounds, configured are {}", pairs, rounds));
  }
  bound(calibration.multi_run);
  bound(calibration.paired);
}

double typical(const std::vector<RowSpread>& rows, double RowSpread::*member) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const RowSpread& row : rows) {
    values.push_back(row.*member);
  }
  return stats::median(values);
}

}  // namespace

const RowSpread* Calibration::find(const std::string& id, const std::string& metric) const {
  const auto wanted = std::pair(std::string_view(id), std::string_view(metric));
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), wanted, [](const RowSpread& row, const auto& key) {
        return std::pair(std::string_view(row.id), std::string_view(row.metric)) < key;
      });
  return found != rows.end() && found->id == id && found->metric == metric ? &*found : nullptr;
}

Result<Calibration> calibrate(const ResultSet& runs, const Config& config, const std::string& now) {
  if (runs.run_names.size() < kLeastCalibrationRuns) {
    return input_error(fmt::format("{}: {} runs; a calibration needs at least {}", runs.path,
                                   runs.run_names.size(), kLeastCalibrationRuns));
  }
  if (!runs.machine) {
    return input_error(runs.path + ": does not say which machine it comes from");
  }
  Calibration calibration;
  calibration.machine_key = runs.machine->key();
  calibration.created = now;
  calibration.runs = runs.run_names.size();
  calibration.run_summary = config.policy.run_summary;
  const auto tested = std::count_if(runs.rows.begin(), runs.rows.end(), [&](const Row& row) {
    return usable(row) && stats::variance(log_summaries(row, config)) > 0;
  });
  const double first_step = config.policy.alpha / static_cast<double>(std::max<long>(1, tested));
  for (const Row& row : runs.rows) {
    if (usable(row) && stats::variance(log_summaries(row, config)) > 0) {
      calibration.rows.push_back(spread_of(row, config, first_step));
    } else if (!row.failure.empty()) {
      calibration.warnings.push_back(fmt::format("{} is left out: {}", row.id, row.failure));
    }
  }
  if (calibration.rows.empty()) {
    return input_error(runs.path + ": no row has a spread between runs: nothing to calibrate");
  }
  calibration.typical_sd = typical(calibration.rows, &RowSpread::run_sd);
  calibration.typical_lag1 = typical(calibration.rows, &RowSpread::lag1);
  calibration.widest_range = widest_range(runs, config, calibration);
  judge_itself(runs, config, now, calibration);
  return calibration;
}

}  // namespace perfgate
