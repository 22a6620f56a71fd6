// SPDX-License-Identifier: Apache-2.0
// The rules of others, from their public descriptions. Nothing here decides anything in the gate.
#include "rivals.h"

#include <perfgate/stats.h>

#include <cmath>
#include <numbers>

namespace perfgate::proof {
namespace {

constexpr double kLevel = 0.05;
constexpr double kCriterionNoise = 0.01;
constexpr double kMedianLimit = 0.05;
constexpr std::size_t kResamples = 400;

struct RowPair {
  std::vector<double> base, candidate;
};

std::vector<double> samples_of(const Row& row) {
  std::vector<double> values;
  for (const RunSamples& run : row.runs) {
    values.insert(values.end(), run.values.begin(), run.values.end());
  }
  return values;
}

std::vector<RowPair> row_pairs(const ResultSet& base, const ResultSet& candidate) {
  std::vector<RowPair> pairs;
  for (const Row& row : base.rows) {
    for (const Row& other : candidate.rows) {
      if (other.id == row.id && other.metric == row.metric) {
        pairs.push_back({samples_of(row), samples_of(other)});
      }
    }
  }
  return pairs;
}

// Two-sided; samples of a hundred are close enough to normal means for the normal tail.
double welch_p(const RowPair& pair) {
  const auto part = [](const std::vector<double>& values) {
    return stats::variance(values) / static_cast<double>(values.size());
  };
  const double se = std::sqrt(part(pair.base) + part(pair.candidate));
  const double difference = std::abs(stats::mean(pair.candidate) - stats::mean(pair.base));
  if (!(se > 0)) {
    return difference > 0 ? 0 : 1;
  }
  return std::erfc(difference / se / std::numbers::sqrt2);
}

Call direction(double change) {
  return change > 0 ? Call::kSlower : Call::kFaster;
}

}  // namespace

std::vector<Call> criterion_rule(const ResultSet& base, const ResultSet& candidate) {
  std::vector<Call> calls;
  for (const RowPair& pair : row_pairs(base, candidate)) {
    const stats::ChangeEstimate change =
        stats::bootstrap_changes(pair.base, pair.candidate, 1 - kLevel, kResamples, 1).mean;
    const bool beyond =
        change.interval.lower > kCriterionNoise || change.interval.upper < -kCriterionNoise;
    calls.push_back(beyond && welch_p(pair) < kLevel ? direction(change.change) : Call::kNothing);
  }
  return calls;
}

std::vector<Call> welch_rule(const ResultSet& base, const ResultSet& candidate) {
  std::vector<Call> calls;
  for (const RowPair& pair : row_pairs(base, candidate)) {
    const double change = stats::mean(pair.candidate) - stats::mean(pair.base);
    calls.push_back(welch_p(pair) < kLevel ? direction(change) : Call::kNothing);
  }
  return calls;
}

std::vector<Call> mann_whitney_rule(const ResultSet& base, const ResultSet& candidate) {
  std::vector<double> p;
  std::vector<double> changes;
  for (const RowPair& pair : row_pairs(base, candidate)) {
    p.push_back(stats::mann_whitney_ratio(pair.base, pair.candidate, 1 - kLevel).p_value);
    changes.push_back(stats::median(pair.candidate) / stats::median(pair.base) - 1);
  }
  const std::vector<double> adjusted = stats::holm(p);
  std::vector<Call> calls;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const bool called = adjusted[i] < kLevel && std::abs(changes[i]) > kMedianLimit;
    calls.push_back(called ? direction(changes[i]) : Call::kNothing);
  }
  return calls;
}

}  // namespace perfgate::proof
