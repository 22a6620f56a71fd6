// SPDX-License-Identifier: Apache-2.0
// One draw a kind; only AR(1) remembers the one before.
#include "noise.h"

#include <cmath>
#include <numbers>

namespace perfgate::proof {
namespace {

constexpr double kLag1 = 0.6;

double uniform(stats::Rng& rng) {
  return (static_cast<double>(rng.next() >> 11U) + 0.5) * 0x1p-53;
}

double independent(Noise noise, stats::Rng& rng) {
  switch (noise) {
    case Noise::kLogNormal:
      return std::exp(0.8 * standard_normal(rng)) - 1;
    case Noise::kPareto:
      return std::pow(uniform(rng), -1.0 / 3) - std::cbrt(2.0);
    case Noise::kTwoModes:
      return (rng.below(2) == 0 ? 0.0 : 3.0) + standard_normal(rng) / 4;
    case Noise::kSpikes:
      return standard_normal(rng) + (rng.below(20) == 0 ? 15 : 0);
    case Noise::kNormal:
    case Noise::kCorrelated:
      break;
  }
  return standard_normal(rng);
}

}  // namespace

std::string_view noise_name(Noise noise) {
  static constexpr std::array<std::string_view, 6> kNames{"normal",    "log-normal", "Pareto",
                                                          "two modes", "AR(1) 0.6",  "spikes"};
  return kNames.at(static_cast<std::size_t>(noise));
}

double standard_normal(stats::Rng& rng) {
  return std::sqrt(-2 * std::log(uniform(rng))) * std::cos(2 * std::numbers::pi * uniform(rng));
}

std::vector<double> log_levels(Noise noise, std::size_t count, double scale, stats::Rng& rng) {
  std::vector<double> levels(count);
  double state = standard_normal(rng);
  for (double& level : levels) {
    if (noise == Noise::kCorrelated) {
      level = scale * state;
      state = kLag1 * state + std::sqrt(1 - kLag1 * kLag1) * standard_normal(rng);
    } else {
      level = scale * independent(noise, rng);
    }
  }
  return levels;
}

}  // namespace perfgate::proof
