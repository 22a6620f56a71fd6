// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of NEON: sdot and fmla, ten sums each.
#include "mac_kernels.h"

#include <arm_neon.h>

namespace benchsuite {
namespace {

template <class Operand, class Vector, class Add>
inline void ten_sums(std::uint64_t steps, Operand one, Vector zero, const Add& add) noexcept {
  Operand a = one;
  Vector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero;
  Vector s5 = zero, s6 = zero, s7 = zero, s8 = zero, s9 = zero;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+w"(a));
    s0 = add(s0, a);
    s1 = add(s1, a);
    s2 = add(s2, a);
    s3 = add(s3, a);
    s4 = add(s4, a);
    s5 = add(s5, a);
    s6 = add(s6, a);
    s7 = add(s7, a);
    s8 = add(s8, a);
    s9 = add(s9, a);
    // Equal chains would be computed once.
    asm volatile("" : "+w"(s0), "+w"(s1), "+w"(s2), "+w"(s3), "+w"(s4));
    asm volatile("" : "+w"(s5), "+w"(s6), "+w"(s7), "+w"(s8), "+w"(s9));
  }
}

}  // namespace

void neon_dot_macs(std::uint64_t steps) noexcept {
  ten_sums(steps, vdupq_n_s8(1), vdupq_n_s32(0),
           [](int32x4_t sum, int8x16_t a) { return vdotq_s32(sum, a, a); });
}

void neon_f32_macs(std::uint64_t steps) noexcept {
  ten_sums(steps, vdupq_n_f32(1.0F), vdupq_n_f32(0.0F),
           [](float32x4_t sum, float32x4_t a) { return vfmaq_f32(sum, a, a); });
}

}  // namespace benchsuite
