// SPDX-License-Identifier: Apache-2.0
// The truth is a ratio of 1.05 between runs whose noise has one distribution on both sides. Paired
// intervals get neighbouring runs in random ABBA blocks, unpaired ones the first and the second
// half of the same stretch of time.
#include "coverage.h"

#include "noise.h"

#include <perfgate/paired_stats.h>
#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace perfgate::proof {
namespace {

constexpr double kTruth = 1.05;
constexpr double kScale = 0.01;
constexpr double kConfidence = 0.95;
constexpr double kWanted = 0.94;
constexpr std::size_t kPriorRuns = 40;
constexpr std::size_t kSuiteRows = 12;
constexpr std::array<std::size_t, 8> kSizes{6, 8, 10, 12, 15, 20, 30, 40};

// Tallies of one noise and one n.
struct Tally {
  std::size_t paired = 0, ranks = 0, signs = 0, mann_whitney = 0, student = 0, calibrated = 0;
};

bool covers(const stats::Interval& interval, double truth) {
  return interval.lower <= truth && truth <= interval.upper;
}

std::vector<double> paired_logs(const std::vector<double>& levels, stats::Rng& rng) {
  std::vector<double> y;
  bool candidate_first = false;
  for (std::size_t round = 0; 2 * round + 1 < levels.size(); ++round) {
    candidate_first = round % 2 == 0 ? rng.below(2) == 1 : !candidate_first;
    const double first = levels[2 * round];
    const double second = levels[2 * round + 1];
    y.push_back(std::log(kTruth) + (candidate_first ? first - second : second - first));
  }
  return y;
}

std::vector<double> values(const std::vector<double>& levels, std::size_t from, std::size_t count,
                           double factor) {
  std::vector<double> result(count);
  for (std::size_t i = 0; i < count; ++i) {
    result[i] = factor * std::exp(levels[from + i]);
  }
  return result;
}

// As perfgate calibrate: spread and lag of A/A runs.
stats::SpreadPrior prior_from(const std::vector<double>& levels) {
  return stats::spread_prior(std::sqrt(stats::variance(levels)), stats::lag1_of(levels),
                             levels.size());
}

void add_trial(Noise noise, std::size_t n, const stats::PairedDesign& design, stats::Rng& rng,
               Tally& tally) {
  const std::vector<double> levels = log_levels(noise, 2 * n, kScale, rng);
  const stats::PairedTest test = design.test(paired_logs(levels, rng));
  const double truth = std::log(kTruth);
  tally.paired += covers(test.interval, truth) ? 1 : 0;
  tally.ranks += covers(test.signed_rank, truth) ? 1 : 0;
  tally.signs += covers(test.sign, truth) ? 1 : 0;
  const std::vector<double> base = values(levels, 0, n, 1e-3);
  const std::vector<double> now = values(levels, n, n, 1e-3 * kTruth);
  tally.mann_whitney +=
      covers(stats::mann_whitney_ratio(base, now, kConfidence).interval, kTruth) ? 1 : 0;
  tally.student += covers(stats::student_ratio(base, now, kConfidence).interval, kTruth) ? 1 : 0;
  const stats::SpreadPrior prior = prior_from(log_levels(noise, kPriorRuns, kScale, rng));
  const stats::RatioTest calibrated =
      stats::student_ratio_with_prior(base, now, kConfidence, prior);
  tally.calibrated += covers(calibrated.interval, kTruth) ? 1 : 0;
}

// Suites whose rows are up to e times quieter or louder than the middle one; one trial is one row.
std::size_t shared_hits(Noise noise, std::size_t n, std::size_t suites,
                        const stats::PairedDesign& design, const stats::PairedLevels& levels,
                        stats::Rng& rng) {
  std::size_t hits = 0;
  for (std::size_t suite = 0; suite < suites; ++suite) {
    std::vector<std::vector<double>> rows;
    for (std::size_t row = 0; row < kSuiteRows; ++row) {
      const double position = 2.0 * static_cast<double>(row) / (kSuiteRows - 1) - 1;
      rows.push_back(paired_logs(log_levels(noise, 2 * n, kScale * std::exp(position), rng), rng));
    }
    const stats::SharedSpread shared = stats::shared_spread(rows);
    for (const std::vector<double>& y : rows) {
      const stats::PairedTest test = stats::with_shared_spread(design.test(y), y, shared, levels);
      hits += covers(test.interval, std::log(kTruth)) ? 1 : 0;
    }
  }
  return hits;
}

// The same suites, run by run: the base before the candidate.
std::size_t shared_run_hits(Noise noise, std::size_t n, std::size_t suites, stats::Rng& rng) {
  std::size_t hits = 0;
  for (std::size_t suite = 0; suite < suites; ++suite) {
    std::vector<stats::RunSides> rows;
    for (std::size_t row = 0; row < kSuiteRows; ++row) {
      const double position = 2.0 * static_cast<double>(row) / (kSuiteRows - 1) - 1;
      const std::vector<double> levels = log_levels(noise, 2 * n, kScale * std::exp(position), rng);
      rows.push_back({values(levels, 0, n, 1e-3), values(levels, n, n, 1e-3 * kTruth)});
    }
    const stats::SpreadPrior shared = stats::shared_run_spread(rows);
    for (const stats::RunSides& row : rows) {
      const stats::RatioTest test =
          stats::student_ratio_shared(row.before, row.after, kConfidence, shared);
      hits += covers(test.interval, kTruth) ? 1 : 0;
    }
  }
  return hits;
}

}  // namespace

std::vector<Finding> prove_coverage(std::size_t trials, std::uint64_t seed) {
  std::vector<Finding> findings;
  for (const Noise noise : kAllNoises) {
    for (const std::size_t n : kSizes) {
      const stats::PairedLevels levels{kConfidence, 0.05, 0.8, 0};
      const stats::PairedDesign design(n, levels);
      stats::Rng rng(seed + 1000 * static_cast<std::uint64_t>(noise) + n);
      Tally tally;
      for (std::size_t i = 0; i < trials; ++i) {
        add_trial(noise, n, design, rng, tally);
      }
      const auto add = [&](const char* subject, std::size_t hits, std::size_t of, bool promised) {
        const double share = static_cast<double>(hits) / static_cast<double>(of);
        findings.push_back({"coverage", subject, std::string(noise_name(noise)),
                            fmt::format("n = {}", n), hits, of, "at least 94 %", share >= kWanted,
                            promised});
      };
      const bool independent = noise != Noise::kCorrelated;
      add("paired, as decided", tally.paired, trials, true);
      // Printed beside the deciding interval; exact for independent rounds only.
      add("paired, signed rank", tally.ranks, trials, independent);
      add("paired, sign", tally.signs, trials, independent);
      const std::size_t suites = trials / kSuiteRows + 1;
      if (n >= stats::kSharedLeastRounds) {
        add("paired, spread shared by the suite",
            shared_hits(noise, n, suites, design, levels, rng), suites * kSuiteRows, true);
      }
      add("Mann-Whitney of runs", tally.mann_whitney, trials, independent);
      add("Student of runs", tally.student, trials, independent);
      add("Student of runs, spread shared by the suite", shared_run_hits(noise, n, suites, rng),
          suites * kSuiteRows, true);
      add("Student, calibrated", tally.calibrated, trials, true);
    }
  }
  return findings;
}

}  // namespace perfgate::proof
