// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of NEON: sdot and fmla, ten sums each.
#include "mac_kernels.h"

#include <arm_neon.h>

namespace benchsuite {

void neon_dot_macs(std::uint64_t steps) noexcept {
  int8x16_t a = vdupq_n_s8(1);
  int32x4_t s0 = vdupq_n_s32(0);
  int32x4_t s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+w"(a));
    s0 = vdotq_s32(s0, a, a);
    s1 = vdotq_s32(s1, a, a);
    s2 = vdotq_s32(s2, a, a);
    s3 = vdotq_s32(s3, a, a);
    s4 = vdotq_s32(s4, a, a);
    s5 = vdotq_s32(s5, a, a);
    s6 = vdotq_s32(s6, a, a);
    s7 = vdotq_s32(s7, a, a);
    s8 = vdotq_s32(s8, a, a);
    s9 = vdotq_s32(s9, a, a);
    // Equal chains would be computed once.
    asm volatile("" : "+w"(s0), "+w"(s1), "+w"(s2), "+w"(s3), "+w"(s4));
    asm volatile("" : "+w"(s5), "+w"(s6), "+w"(s7), "+w"(s8), "+w"(s9));
  }
}

void neon_f32_macs(std::uint64_t steps) noexcept {
  float32x4_t a = vdupq_n_f32(1.0F);
  float32x4_t s0 = vdupq_n_f32(0.0F);
  float32x4_t s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
  for (std::uint64_t step = 0; step < steps; ++step) {
    asm volatile("" : "+w"(a));
    s0 = vfmaq_f32(s0, a, a);
    s1 = vfmaq_f32(s1, a, a);
    s2 = vfmaq_f32(s2, a, a);
    s3 = vfmaq_f32(s3, a, a);
    s4 = vfmaq_f32(s4, a, a);
    s5 = vfmaq_f32(s5, a, a);
    s6 = vfmaq_f32(s6, a, a);
    s7 = vfmaq_f32(s7, a, a);
    s8 = vfmaq_f32(s8, a, a);
    s9 = vfmaq_f32(s9, a, a);
    asm volatile("" : "+w"(s0), "+w"(s1), "+w"(s2), "+w"(s3), "+w"(s4));
    asm volatile("" : "+w"(s5), "+w"(s6), "+w"(s7), "+w"(s8), "+w"(s9));
  }
}

}  // namespace benchsuite
