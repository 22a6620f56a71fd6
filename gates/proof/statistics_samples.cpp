// SPDX-License-Identifier: Apache-2.0
// perfgate_statistics_samples CASES SEED: random samples with what perfgate::stats makes of them,
// as JSON lines on standard output. scipy_check.py computes the same figures with SciPy.
#include <perfgate/json.h>
#include <perfgate/paired_stats.h>
#include <perfgate/stats.h>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <numbers>
#include <string_view>
#include <vector>

namespace perfgate::stats {
namespace {

constexpr double kConfidence = 0.95;

double uniform(Rng& rng) {
  return (static_cast<double>(rng.next() >> 11) + 0.5) * 0x1p-53;
}

double normal(Rng& rng) {
  const double radius = std::sqrt(-2 * std::log(uniform(rng)));
  return radius * std::cos(2 * std::numbers::pi * uniform(rng));
}

/// Log-normal times. Rounded ones have ties.
std::vector<double> times(Rng& rng, std::size_t count, double shift, double sd, bool rounded) {
  std::vector<double> values(count);
  for (double& value : values) {
    value = 100 * std::exp(shift + sd * normal(rng));
    value = rounded ? std::round(value) : value;
  }
  return values;
}

Json interval_json(const Interval& interval) {
  return std::isfinite(interval.lower) && std::isfinite(interval.upper)
             ? Json{interval.lower, interval.upper}
             : Json();
}

Json ratio_json(const char* test, const std::vector<double>& base, const std::vector<double>& now,
                const RatioTest& found) {
  return {{"test", test},
          {"baseline", base},
          {"current", now},
          {"method", found.method},
          {"estimate", found.estimate},
          {"p", found.p_value},
          {"confidence", found.confidence},
          {"interval", found.interval.lower > 0 ? interval_json(found.interval) : Json()}};
}

Json one_sample_json(const std::vector<double>& values) {
  const TrimmedMean trimmed = trimmed_mean(values);
  return {{"test", "one_sample"},
          {"values", values},
          {"quantile_10", quantile(values, 0.1)},
          {"median", median(values)},
          {"variance", variance(values)},
          {"scaled_mad", scaled_mad(values)},
          {"skewness", shape_of(values).skewness},
          {"mean_interval", interval_json(mean_interval(values, kConfidence))},
          {"trimmed_mean", trimmed.location},
          {"trimmed_se", std::sqrt(trimmed.round_variance / static_cast<double>(values.size()))}};
}

Json paired_json(const std::vector<double>& y) {
  const PairedTest found = PairedDesign(y.size(), {}).test(y);
  return {{"test", "paired"},
          {"y", y},
          {"careful", found.careful},
          {"estimate", found.estimate},
          {"p_greater", found.p_greater},
          {"p_less", found.p_less},
          {"signed_rank", interval_json(found.signed_rank)},
          {"signed_rank_confidence", found.signed_rank_confidence},
          {"sign", interval_json(found.sign)},
          {"sign_confidence", found.sign_confidence}};
}

Json share_json(std::size_t hits, std::size_t trials) {
  return {{"test", "share"},
          {"hits", hits},
          {"trials", trials},
          {"interval", interval_json(share_interval(hits, trials, kConfidence))},
          {"upper", share_upper_bound(hits, trials, kConfidence)}};
}

void print(const Json& line) {
  std::cout << line.dump() << '\n';
}

void print_case(Rng& rng) {
  const std::size_t n = 2 + rng.below(24);
  const std::size_t m = 2 + rng.below(24);
  const bool rounded = rng.below(4) == 0;
  const double shift = 0.1 * normal(rng);
  const double sd = rng.below(3) == 0 ? 0.3 : 0.05;
  const std::vector<double> base = times(rng, n, 0, 0.05, rounded);
  const std::vector<double> now = times(rng, m, shift, sd, rounded);
  print(ratio_json("mann_whitney", base, now, mann_whitney_ratio(base, now, kConfidence)));
  print(ratio_json("student", base, now, student_ratio(base, now, kConfidence)));
  print(one_sample_json(now));
  std::vector<double> y(n);
  for (double& value : y) {
    value = shift / 4 + 0.05 * normal(rng);
  }
  print(paired_json(y));
  const std::size_t trials = 1 + rng.below(200);
  print(share_json(rng.below(trials + 1), trials));
}

bool read_number(std::string_view text, std::uint64_t& value) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size();
}

}  // namespace
}  // namespace perfgate::stats

int main(int argc, char** argv) {
  std::uint64_t cases = 0;
  std::uint64_t seed = 0;
  if (argc != 3 || !perfgate::stats::read_number(argv[1], cases) ||
      !perfgate::stats::read_number(argv[2], seed)) {
    std::cerr << "perfgate_statistics_samples: wanted CASES SEED, both whole numbers\n";
    return 2;
  }
  try {
    perfgate::stats::Rng rng(seed);
    for (std::uint64_t i = 0; i < cases; ++i) {
      perfgate::stats::print_case(rng);
    }
  } catch (const std::exception& error) {  // out of memory
    std::cerr << "perfgate_statistics_samples: " << error.what() << '\n';
    return 3;
  }
  return 0;
}
