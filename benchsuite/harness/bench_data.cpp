// SPDX-License-Identifier: Apache-2.0
// Ramps, patterns and seeded noise. Uses the standard's Mersenne twister but none of its
// distributions, whose streams differ between library versions.
#include "bench_data.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>

namespace benchsuite {
namespace {

class Noise {
 public:
  explicit Noise(std::uint64_t seed) : engine_(seed) {}

  // (0, 1], 53 bits: never 0, because its logarithm is taken.
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 1) * 0x1p-53; }

  // Box and Muller; the second value of each pair is not used, which keeps the code plain.
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

  int trit() { return static_cast<int>(((engine_() >> 32U) * 3) >> 32U) - 1; }

 private:
  std::mt19937_64 engine_;
};

template <typename Formula>
void fill_by_index(std::span<float> values, const Formula& formula) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = formula(i);
  }
}

void fill_ramp(std::span<float> values) {
  const auto n = static_cast<float>(values.size());
  fill_by_index(values, [=](std::size_t i) { return (static_cast<float>(i) - n / 2) / (n / 4); });
}

void fill_gaussian(std::uint64_t seed, std::span<float> values) {
  constexpr std::size_t kPeriod = std::size_t{1} << 20;  // 16 M fresh values would take a second
  Noise noise(seed);
  const std::size_t fresh = std::min(values.size(), kPeriod);
  std::generate_n(values.begin(), fresh, [&] { return static_cast<float>(noise.normal()); });
  for (std::size_t i = fresh; i < values.size(); ++i) {
    values[i] = values[i - kPeriod];
  }
}

void fill_gaussian_like(std::span<float> values) {
  const double n = static_cast<double>(values.size());
  fill_by_index(values, [=](std::size_t i) {
    const double x = 8 * static_cast<double>(i) / n - 4;
    return static_cast<float>(2 * x * std::exp(-x * x / 2));
  });
}

void fill_sparse(std::uint64_t seed, std::span<float> values) {
  Noise noise(seed);
  fill_by_index(values, [&](std::size_t i) {
    return i % 10 == 0 ? static_cast<float>(noise.normal()) : 0.0F;
  });
}

}  // namespace

std::string_view data_name(Data data) noexcept {
  constexpr std::array<std::string_view, 8> kNames = {"ramp",        "gaussian", "sequential",
                                                      "alternating", "sine",     "gaussian_like",
                                                      "sparse",      "ternary"};
  return kNames[static_cast<std::size_t>(data)];
}

bool data_is_seeded(Data data) noexcept {
  return data == Data::kGaussian || data == Data::kSparse || data == Data::kTernary;
}

void fill_data(Data data, std::uint64_t seed, std::span<float> values) {
  switch (data) {
    case Data::kRamp:
      return fill_ramp(values);
    case Data::kGaussian:
      return fill_gaussian(seed, values);
    case Data::kSequential:
      return fill_by_index(values, [](std::size_t i) { return static_cast<float>(i) * 0.001F; });
    case Data::kAlternating:
      return fill_by_index(values, [](std::size_t i) { return i % 2 == 0 ? 1.0F : -1.0F; });
    case Data::kSine:
      return fill_by_index(values, [](std::size_t i) {
        return static_cast<float>(2 * std::sin(std::numbers::pi * static_cast<double>(i) / 256));
      });
    case Data::kGaussianLike:
      return fill_gaussian_like(values);
    case Data::kSparse:
      return fill_sparse(seed, values);
    case Data::kTernary: {
      Noise noise(seed);
      return fill_by_index(values,
                           [&](std::size_t) { return 0.75F * static_cast<float>(noise.trit()); });
    }
  }
}

void fill_trits(std::uint64_t seed, std::span<std::int8_t> trits) {
  Noise noise(seed);
  std::generate(trits.begin(), trits.end(), [&] { return static_cast<std::int8_t>(noise.trit()); });
}

}  // namespace benchsuite
