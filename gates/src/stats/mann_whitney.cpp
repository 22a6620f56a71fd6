// SPDX-License-Identifier: Apache-2.0
// Hodges-Lehmann ratio with Mann-Whitney test and interval. Logs are taken once per sample; ties
// are counted on the raw values, where they are exact.
#include "stats/distributions.h"
#include "stats/pairwise.h"
#include "stats/rank_null.h"
#include "stats/sorted.h"

#include <perfgate/stats.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace perfgate::stats {
namespace {

std::vector<double> logs(const std::vector<double>& values) {
  std::vector<double> result(values.size());
  std::transform(values.begin(), values.end(), result.begin(),
                 [](double value) { return std::log(value); });
  return result;
}

struct Statistic {
  double u = 0;        // pairs with current > baseline, ties count half
  double tie_sum = 0;  // sum of t^3 - t over groups of t equal values
};

Statistic rank_statistic(const std::vector<double>& base, const std::vector<double>& now) {
  Statistic result;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < base.size() || j < now.size()) {
    const bool from_base = j == now.size() || (i < base.size() && base[i] <= now[j]);
    const double value = from_base ? base[i] : now[j];
    const std::size_t i0 = i;
    const std::size_t j0 = j;
    while (i < base.size() && base[i] == value) {
      ++i;
    }
    while (j < now.size() && now[j] == value) {
      ++j;
    }
    const auto in_base = static_cast<double>(i - i0);
    const auto in_now = static_cast<double>(j - j0);
    const double group = in_base + in_now;
    result.u += in_now * (static_cast<double>(i0) + in_base / 2);
    result.tie_sum += group * group * group - group;
  }
  return result;
}

// Half the interval over the quantile that a normal-theory interval of this confidence would have.
double equivalent_se(double lower, double upper, double confidence, double degrees) {
  const double q = student_quantile((1 + confidence) / 2, degrees);
  return q > 0 ? (upper - lower) / (2 * q) : kInfinity;
}

}  // namespace

double mann_whitney_smallest_p(std::size_t baseline, std::size_t current) {
  if (baseline == 0 || current == 0) {
    return 1;
  }
  const bool exact = baseline * current <= RankNull::kExactPairs;
  return RankNull(baseline, current, exact, 0).two_sided_p(0);
}

std::vector<RatioTest> mann_whitney_ratios(std::span<const double> baseline,
                                           std::span<const double> current,
                                           std::span<const double> confidences) {
  const std::vector<double> base = sorted(baseline);
  const std::vector<double> now = sorted(current);
  const Statistic statistic = rank_statistic(base, now);
  const bool small = base.size() * now.size() <= RankNull::kExactPairs;
  const bool exact = small && statistic.tie_sum == 0;
  // Without ties the interval is that of the test; with ties the untied one is kept: conservative,
  // and it does not jump when a tie appears.
  const RankNull untied(base.size(), now.size(), small, 0);
  const double p_value =
      exact ? untied.two_sided_p(statistic.u)
            : RankNull(base.size(), now.size(), false, statistic.tie_sum).two_sided_p(statistic.u);

  const std::vector<double> log_base = logs(base);
  const std::vector<double> log_now = logs(now);
  PairwiseDifferences differences(log_base, log_now);
  RatioTest common;
  common.estimate = std::exp(differences.median());
  common.p_value = p_value;
  common.degrees = small ? static_cast<double>(base.size() + now.size()) - 2 : kInfinity;
  common.method =
      exact ? "hodges-lehmann, mann-whitney exact" : "hodges-lehmann, mann-whitney normal";

  std::vector<RatioTest> results;
  for (const double confidence : confidences) {
    RatioTest& result = results.emplace_back(common);
    const std::uint64_t rank = untied.interval_rank(confidence, result.confidence);
    const double lower = differences.kth(rank - 1);
    const double upper = differences.kth(differences.size() - rank);
    result.interval = {std::exp(lower), std::exp(upper)};
    result.log_se = results.size() == 1
                        ? equivalent_se(lower, upper, result.confidence, result.degrees)
                        : results.front().log_se;
  }
  return results;
}

RatioTest mann_whitney_ratio(std::span<const double> baseline, std::span<const double> current,
                             double confidence) {
  return mann_whitney_ratios(baseline, current, {&confidence, 1}).front();
}

}  // namespace perfgate::stats
