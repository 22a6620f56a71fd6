// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates without intrinsics: what a compiler makes of plain loops with the
// instructions that every CPU of the architecture has.
#include "mac_kernels.h"

#include <array>
#include <cstddef>

namespace benchsuite {
namespace {

// The compiler must believe that another has looked at the memory and changed it.
template <typename T>
void touch(T& value) {
  asm volatile("" : "+m"(value));
}

}  // namespace

void scalar_int8_macs(std::uint64_t steps) noexcept {
  std::array<std::int8_t, kScalarMacs> a{};
  std::array<std::int8_t, kScalarMacs> b{};
  a.fill(1);
  b.fill(1);
  std::int32_t sum = 0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    touch(a);
    touch(b);
    for (std::size_t i = 0; i < a.size(); ++i) {
      sum += a[i] * b[i];
    }
  }
  touch(sum);
}

void scalar_f32_macs(std::uint64_t steps) noexcept {
  constexpr std::size_t kSums = 16;
  std::array<float, kSums> sums{};
  std::array<float, kScalarMacs> a{};
  a.fill(1.0F);
  for (std::uint64_t step = 0; step < steps; ++step) {
    touch(a);
    for (std::size_t i = 0; i < a.size(); i += kSums) {
      for (std::size_t lane = 0; lane < kSums; ++lane) {
        sums[lane] += a[i + lane] * a[lane];
      }
    }
  }
  touch(sums);
}

}  // namespace benchsuite
