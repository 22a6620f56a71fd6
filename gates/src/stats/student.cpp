// SPDX-License-Identifier: Apache-2.0
// Student-type intervals on the log scale for a few run summaries per side, and the smallest effect
// that a comparison of known precision detects.
#include "stats/distributions.h"

#include <perfgate/stats.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace perfgate::stats {
namespace {

constexpr double kWelchFactor = 4;  // variances closer than this are pooled
constexpr double kLeastForWelch = 3;

struct LogSummary {
  double n = 0, mean = 0, variance = 0;
};

LogSummary log_summary(std::span<const double> values) {
  const std::vector<double> logs = logs_of({values.begin(), values.end()});
  // Equal values: their log itself, so that ratios of equal samples are exactly 1.
  const double spread = variance(logs);
  return {static_cast<double>(logs.size()), spread == 0 ? logs.front() : mean(logs), spread};
}

// Of few runs the ratio of variances is mostly chance, so chance is excluded first: in simulated
// comparisons of ten runs with three of equal variance, nominal 5 % false alarms become 8.0 % when
// Welch replaces pooling at a factor of 4 alone and 5.9 % with the F test. Two runs cannot show a
// variance at all: Welch would be left with one degree of freedom and no power.
bool differ(const LogSummary& a, const LogSummary& b) {
  if (std::min(a.n, b.n) < kLeastForWelch) {
    return false;
  }
  const LogSummary& low = a.variance < b.variance ? a : b;
  const LogSummary& high = a.variance < b.variance ? b : a;
  return high.variance > kWelchFactor * low.variance &&
         high.variance > variance_ratio_quantile(0.95, high.n - 1, low.n - 1) * low.variance;
}

struct Precision {
  double se = 0, degrees = 0;
  const char* method = "";
};

Precision precision_of(const LogSummary& base, const LogSummary& now) {
  if (now.n < 2) {
    return {std::sqrt(base.variance * (1 + 1 / base.n)), base.n - 1, "student, prediction"};
  }
  if (differ(base, now)) {
    const double a = base.variance / base.n;
    const double b = now.variance / now.n;
    const double degrees = (a + b) * (a + b) / (a * a / (base.n - 1) + b * b / (now.n - 1));
    return {std::sqrt(a + b), degrees, "student, welch"};
  }
  const double degrees = base.n + now.n - 2;
  const double pooled = ((base.n - 1) * base.variance + (now.n - 1) * now.variance) / degrees;
  return {std::sqrt(pooled * (1 / base.n + 1 / now.n)), degrees, "student, pooled"};
}

RatioTest student_test(double shift, const Precision& precision, double confidence) {
  RatioTest result;
  result.estimate = std::exp(shift);
  result.confidence = confidence;
  result.log_se = precision.se;
  result.degrees = precision.degrees;
  result.method = precision.method;
  if (precision.se == 0) {
    result.interval = {result.estimate, result.estimate};
    result.p_value = shift == 0 ? 1 : 0;
    return result;
  }
  const double half = student_quantile((1 + confidence) / 2, precision.degrees) * precision.se;
  result.interval = {std::exp(shift - half), std::exp(shift + half)};
  result.p_value = student_two_sided_p(shift / precision.se, precision.degrees);
  return result;
}

// Of correlated values, for the degrees of freedom of their variance.
double independent_share(double lag1) {
  return (1 - lag1 * lag1) / (1 + lag1 * lag1);
}

}  // namespace

RatioTest student_ratio(std::span<const double> baseline, std::span<const double> current,
                        double confidence) {
  return student_ratio_shared(baseline, current, confidence, {});
}

RatioTest student_ratio_shared(std::span<const double> baseline, std::span<const double> current,
                               double confidence, const SpreadPrior& shared) {
  const LogSummary base = log_summary(baseline);
  const LogSummary now = log_summary(current);
  Precision precision = precision_of(base, now);
  const double own = precision.se * precision.se;
  const double others = shared.run_sd * shared.run_sd * (1 / base.n + 1 / now.n);
  const double degrees = precision.degrees + shared.degrees;
  const double united = (precision.degrees * own + shared.degrees * others) / degrees;
  if (shared.degrees > 0 && united >= own) {
    precision = {std::sqrt(united), degrees, "student, spread shared by the suite"};
  }
  precision.se *= std::sqrt(shared.inflation);
  const double lag1 = (shared.inflation - 1) / (shared.inflation + 1);
  precision.degrees = std::max(1.0, precision.degrees * independent_share(lag1));
  return student_test(now.mean - base.mean, precision, confidence);
}

std::vector<double> logs_of(std::vector<double> values) {
  std::transform(values.begin(), values.end(), values.begin(),
                 [](double value) { return std::log(value); });
  return values;
}

double lag1_of(std::span<const double> values) {
  const double centre = mean(values);
  double neighbours = 0;
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    squares += (values[i] - centre) * (values[i] - centre);
    neighbours += i > 0 ? (values[i] - centre) * (values[i - 1] - centre) : 0;
  }
  return squares > 0 ? std::clamp(neighbours / squares, -1.0, 1.0) : 0;
}

double unbiased_lag1(double average, double runs) {
  return (average + 1 / runs) / (1 - 3 / runs);
}

double lag_inflation(double lag1) {
  const double r = std::clamp(lag1, 0.0, 0.9);
  return (1 + r) / (1 - r);
}

SpreadPrior spread_prior(double run_sd, double lag1, std::size_t runs) {
  const auto n = static_cast<double>(runs);
  const double r = std::clamp(lag1 + (1 + 3 * std::max(lag1, 0.0)) / n, 0.0, 0.9);
  return {run_sd, (n - 1) * independent_share(r), lag_inflation(r)};
}

RatioTest student_ratio_with_prior(std::span<const double> baseline,
                                   std::span<const double> current, double confidence,
                                   const SpreadPrior& prior) {
  const LogSummary base = log_summary(baseline);
  const LogSummary now = log_summary(current);
  const double pooled = base.n + now.n - 2;
  const double own =
      pooled > 0 ? ((base.n - 1) * base.variance + (now.n - 1) * now.variance) / pooled : 0;
  const double own_degrees = pooled / prior.inflation;
  const double degrees = own_degrees + prior.degrees;
  const double united =
      degrees > 0 ? (own_degrees * own + prior.degrees * prior.run_sd * prior.run_sd) / degrees : 0;
  Precision precision{std::sqrt(united), degrees, "student, calibrated"};
  if (own > united) {
    precision = {std::sqrt(own), own_degrees, "student, calibrated, own spread"};
  }
  precision.se *= std::sqrt(prior.inflation * (1 / base.n + 1 / now.n));
  return student_test(now.mean - base.mean, precision, confidence);
}

Interval mean_interval(std::span<const double> values, double confidence) {
  const double spread = variance(values);
  const double centre = spread == 0 ? values.front() : mean(values);
  const auto n = static_cast<double>(values.size());
  const double half =
      spread == 0 ? 0 : student_quantile((1 + confidence) / 2, n - 1) * std::sqrt(spread / n);
  return {centre - half, centre + half};
}

double minimum_detectable_effect(double log_se, double degrees, double alpha, double power) {
  if (log_se == 0) {
    return 0;
  }
  if (!std::isfinite(log_se) || !(degrees > 0)) {
    return std::numeric_limits<double>::infinity();
  }
  const double quantiles =
      student_quantile(1 - alpha / 2, degrees) + student_quantile(power, degrees);
  return std::expm1(quantiles * log_se);
}

}  // namespace perfgate::stats
