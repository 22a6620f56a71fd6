// SPDX-License-Identifier: Apache-2.0
// Multiply-accumulates of NEON: sdot and fmla, ten sums each.
#include "mac_kernels.h"
#include "mac_sums.inl.h"

#include <arm_neon.h>

namespace benchsuite {
namespace {

struct Pin {
  template <class Vector>
  static void hold(Vector& v) noexcept {
    asm volatile("" : "+w"(v));
  }
};

}  // namespace

void neon_dot_macs(std::uint64_t steps) noexcept {
  ten_sums<Pin>(steps, vdupq_n_s8(1), vdupq_n_s32(0),
                [](int32x4_t sum, int8x16_t a) { return vdotq_s32(sum, a, a); });
}

void neon_f32_macs(std::uint64_t steps) noexcept {
  ten_sums<Pin>(steps, vdupq_n_f32(1.0F), vdupq_n_f32(0.0F),
                [](float32x4_t sum, float32x4_t a) { return vfmaq_f32(sum, a, a); });
}

}  // namespace benchsuite
