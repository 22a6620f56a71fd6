// SPDX-License-Identifier: Apache-2.0
// Noise with known properties, for measuring how often intervals cover and how often the gate is
// wrong. Seeded; nothing here looks at a clock.
#pragma once

#include <perfgate/stats.h>

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace perfgate::proof {

enum class Noise { kNormal, kLogNormal, kPareto, kTwoModes, kCorrelated, kSpikes };

inline constexpr std::array kAllNoises{Noise::kNormal,   Noise::kLogNormal,  Noise::kPareto,
                                       Noise::kTwoModes, Noise::kCorrelated, Noise::kSpikes};

/// "normal", "log-normal", "Pareto", "two modes", "AR(1) 0.6", "spikes".
[[nodiscard]] std::string_view noise_name(Noise noise);

/// Standard normal.
[[nodiscard]] double standard_normal(stats::Rng& rng);

/// ln of `count` run levels in the order of time, around a median that is the same for all of them,
/// of about the spread `scale`: normal; log-normal and Pareto (skewed to slow runs); two modes at 0
/// and 3 `scale` with equal weight; AR(1) with correlation 0.6; normal with 5 % spikes of 15
/// `scale`.
[[nodiscard]] std::vector<double> log_levels(Noise noise, std::size_t count, double scale,
                                             stats::Rng& rng);

}  // namespace perfgate::proof
