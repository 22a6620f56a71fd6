// SPDX-License-Identifier: Apache-2.0
// Input data of the benchmarks, defined by formula and seed. No kernel is called here.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace benchsuite {

enum class Data : std::uint8_t {
  kRamp,          // (i - n/2) / (n/4): neighbours almost equal, the classic benchmark input
  kGaussian,      // N(0,1), seeded; repeats after 2^20 values
  kSequential,    // 0.001 i
  kAlternating,   // +1, -1, +1, ...
  kSine,          // 2 sin(pi i / 256)
  kGaussianLike,  // 2 x exp(-x^2 / 2) with x from -4 to 4: odd and smooth, not random
  kSparse,        // every tenth value of N(0,1), else 0
  kTernary        // -0.75, 0 or +0.75, seeded, a third each
};

/// The patterns of the data_pattern_throughput rows.
inline constexpr std::array kPatterns = {Data::kSequential, Data::kAlternating, Data::kSine,
                                         Data::kGaussianLike, Data::kSparse};

/// "ramp", "gaussian", "sequential", ...
[[nodiscard]] std::string_view data_name(Data data) noexcept;

/// Whether the values depend on the seed.
[[nodiscard]] bool data_is_seeded(Data data) noexcept;

void fill_data(Data data, std::uint64_t seed, std::span<float> values);

/// Uniform -1, 0, +1.
void fill_trits(std::uint64_t seed, std::span<std::int8_t> trits);

}  // namespace benchsuite
