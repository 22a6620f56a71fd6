// SPDX-License-Identifier: Apache-2.0
// 16 float lanes of the striped sum in four NEON registers, and the steps on them that the kernel
// templates of ops, head and screen share. Knows no operation. Unnamed namespace: nothing compiled
// for a newer CPU may be merged with code for an older one.
#pragma once

#include "ops/exp_constants.h"

#include <arm_neon.h>
#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {
namespace {

struct LanesNeon {
  struct Floats {
    float32x4_t v[4];
  };

  static constexpr std::size_t kDotsAtOnce = 4;  // accumulators that stay in registers
  static constexpr std::size_t kHeadRows = 4;    // rows of a logits tile; tokens one by one
  static constexpr std::size_t kHeadTokens = 1;
  static constexpr std::size_t kQueryRows = 1;     // queries that share a load of the cache
  static constexpr std::size_t kValueVectors = 4;  // accumulators of one attention result

  static Floats splat(float x) noexcept {
    const float32x4_t v = vdupq_n_f32(x);
    return {{v, v, v, v}};
  }

  static Floats zero() noexcept { return splat(0.0F); }

  static Floats load(const float* p) noexcept {
    return {{vld1q_f32(p), vld1q_f32(p + 4), vld1q_f32(p + 8), vld1q_f32(p + 12)}};
  }

  /// n < 16 values, then zeros.
  static Floats load(const float* p, std::size_t n) noexcept {
    float values[16] = {};
    __builtin_memcpy(values, p, n * sizeof(float));
    return load(values);
  }

  static void store(float* p, const Floats& v) noexcept {
    for (std::size_t i = 0; i < 4; ++i) {
      vst1q_f32(p + 4 * i, v.v[i]);
    }
  }

  static void store(float* p, const Floats& v, std::size_t n) noexcept {
    float values[16];
    store(values, v);
    __builtin_memcpy(p, values, n * sizeof(float));
  }

  static Floats load_f32(const std::uint8_t* p) noexcept {
    Floats out;
    for (std::size_t i = 0; i < 4; ++i) {
      out.v[i] = vreinterpretq_f32_u8(vld1q_u8(p + 16 * i));
    }
    return out;
  }

  static Floats load_half(const std::uint8_t* p) noexcept {
    Floats out;
    for (std::size_t i = 0; i < 4; ++i) {
      out.v[i] = vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8(p + 8 * i)));
    }
    return out;
  }

  static Floats load_half(const std::uint8_t* p, std::size_t n) noexcept {
    std::uint8_t words[32] = {};
    __builtin_memcpy(words, p, 2 * n);
    return load_half(words);
  }

  static Floats load_bf16(const std::uint8_t* p) noexcept {
    Floats out;
    for (std::size_t i = 0; i < 4; ++i) {
      const uint16x4_t words = vreinterpret_u16_u8(vld1_u8(p + 8 * i));
      out.v[i] = vreinterpretq_f32_u32(vshll_n_u16(words, 16));
    }
    return out;
  }

  static Floats load_bf16(const std::uint8_t* p, std::size_t n) noexcept {
    std::uint8_t words[32] = {};
    __builtin_memcpy(words, p, 2 * n);
    return load_bf16(words);
  }

  static float half(const std::uint8_t* p) noexcept {
    std::uint16_t bits = 0;
    __builtin_memcpy(&bits, p, sizeof bits);
    return vgetq_lane_f32(vcvt_f32_f16(vreinterpret_f16_u16(vdup_n_u16(bits))), 0);
  }

  /// Round to nearest even; finite values beyond the range of f16 saturate.
  static void store_half(std::uint16_t* p, const Floats& v) noexcept {
    for (std::size_t i = 0; i < 4; ++i) {
      const float32x4_t x = v.v[i];
      const float32x4_t clamped =
          vmaxq_f32(vminq_f32(x, vdupq_n_f32(65504.0F)), vdupq_n_f32(-65504.0F));
      const uint32x4_t finite = vcaltq_f32(x, vdupq_n_f32(__builtin_inff()));
      const float16x4_t halves = vcvt_f16_f32(vbslq_f32(finite, clamped, x));
      vst1_u16(p + 4 * i, vreinterpret_u16_f16(halves));
    }
  }

  static void store_half(std::uint16_t* p, const Floats& v, std::size_t n) noexcept {
    std::uint16_t words[16];
    store_half(words, v);
    __builtin_memcpy(p, words, 2 * n);
  }

  /// 16 int8 as floats.
  static Floats from_int8(int8x16_t bytes) noexcept {
    const int16x8_t low = vmovl_s8(vget_low_s8(bytes));
    const int16x8_t high = vmovl_s8(vget_high_s8(bytes));
    return {{vcvtq_f32_s32(vmovl_s16(vget_low_s16(low))),
             vcvtq_f32_s32(vmovl_s16(vget_high_s16(low))),
             vcvtq_f32_s32(vmovl_s16(vget_low_s16(high))),
             vcvtq_f32_s32(vmovl_s16(vget_high_s16(high)))}};
  }

  static Floats add(const Floats& a, const Floats& b) noexcept {
    return each(a, b, [](float32x4_t x, float32x4_t y) noexcept { return vaddq_f32(x, y); });
  }

  static Floats sub(const Floats& a, const Floats& b) noexcept {
    return each(a, b, [](float32x4_t x, float32x4_t y) noexcept { return vsubq_f32(x, y); });
  }

  static Floats mul(const Floats& a, const Floats& b) noexcept {
    return each(a, b, [](float32x4_t x, float32x4_t y) noexcept { return vmulq_f32(x, y); });
  }

  static Floats div(const Floats& a, const Floats& b) noexcept {
    return each(a, b, [](float32x4_t x, float32x4_t y) noexcept { return vdivq_f32(x, y); });
  }

  static Floats negate(const Floats& a) noexcept {
    return each(a, a, [](float32x4_t x, float32x4_t) noexcept { return vnegq_f32(x); });
  }

  static Floats abs(const Floats& a) noexcept {
    return each(a, a, [](float32x4_t x, float32x4_t) noexcept { return vabsq_f32(x); });
  }

  /// a > b ? a : b, lane by lane.
  static Floats max(const Floats& a, const Floats& b) noexcept {
    return each(a, b, [](float32x4_t x, float32x4_t y) noexcept {
      return vbslq_f32(vcgtq_f32(x, y), x, y);
    });
  }

  /// a < b ? a : b, lane by lane.
  static Floats min(const Floats& a, const Floats& b) noexcept {
    return each(a, b, [](float32x4_t x, float32x4_t y) noexcept {
      return vbslq_f32(vcltq_f32(x, y), x, y);
    });
  }

  static Floats floor(const Floats& a) noexcept {
    return each(a, a, [](float32x4_t x, float32x4_t) noexcept { return vrndmq_f32(x); });
  }

  static float square_root(float x) noexcept { return vget_lane_f32(vsqrt_f32(vdup_n_f32(x)), 0); }

  /// The tree of the striped sum.
  static float sum(const Floats& v) noexcept {
    const float32x4_t four = vaddq_f32(vaddq_f32(v.v[0], v.v[2]), vaddq_f32(v.v[1], v.v[3]));
    const float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
    return vget_lane_f32(vpadd_f32(two, two), 0);
  }

  static float largest(const Floats& v) noexcept {
    const Floats pairs = max(v, {{v.v[2], v.v[3], v.v[0], v.v[1]}});
    const float32x4_t four = vbslq_f32(vcgtq_f32(pairs.v[0], pairs.v[1]), pairs.v[0], pairs.v[1]);
    float lanes[4];
    vst1q_f32(lanes, four);
    const float low = lanes[0] > lanes[1] ? lanes[0] : lanes[1];
    const float high = lanes[2] > lanes[3] ? lanes[2] : lanes[3];
    return low > high ? low : high;
  }

  /// Lane i = sum(v[i]): the trees of 16 vectors side by side.
  static Floats sums(const Floats (&v)[16]) noexcept {
    Floats out;
    for (std::size_t i = 0; i < 4; ++i) {
      const float32x4_t even = vpaddq_f32(fold(v[4 * i]), fold(v[4 * i + 1]));
      const float32x4_t odd = vpaddq_f32(fold(v[4 * i + 2]), fold(v[4 * i + 3]));
      out.v[i] = vpaddq_f32(even, odd);
    }
    return out;
  }

  static Floats exp(const Floats& x) noexcept {
    return each(x, x, [](float32x4_t v, float32x4_t) noexcept { return exp4(v); });
  }

 private:
  template <class Step>
  static Floats each(const Floats& a, const Floats& b, Step step) noexcept {
    return {
        {step(a.v[0], b.v[0]), step(a.v[1], b.v[1]), step(a.v[2], b.v[2]), step(a.v[3], b.v[3])}};
  }

  /// Four lanes ordered 0, 2, 1, 3, so that the pairwise sums add lane j and lane j + 2.
  static float32x4_t fold(const Floats& v) noexcept {
    const float32x4_t four = vaddq_f32(vaddq_f32(v.v[0], v.v[2]), vaddq_f32(v.v[1], v.v[3]));
    return vcombine_f32(vzip1_f32(vget_low_f32(four), vget_high_f32(four)),
                        vzip2_f32(vget_low_f32(four), vget_high_f32(four)));
  }

  static float32x4_t power_of_two(int32x4_t n) noexcept {
    return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(n, vdupq_n_s32(127)), 23));
  }

  static float32x4_t madd(float32x4_t a, float32x4_t b, float c) noexcept {
    return vaddq_f32(vmulq_f32(a, b), vdupq_n_f32(c));
  }

  static float32x4_t exp4(float32x4_t x) noexcept {
    const float32x4_t least = vdupq_n_f32(kExpMin);
    const float32x4_t most = vdupq_n_f32(kExpMax);
    const float32x4_t floor = vbslq_f32(vcgtq_f32(least, x), least, x);
    const float32x4_t clamped = vbslq_f32(vcltq_f32(most, floor), most, floor);
    const float32x4_t shifted = madd(clamped, vdupq_n_f32(kExpLog2e), kExpRounder);
    const float32x4_t n = vsubq_f32(shifted, vdupq_n_f32(kExpRounder));
    const float32x4_t high = vmulq_f32(n, vdupq_n_f32(kExpLn2High));
    const float32x4_t low = vmulq_f32(n, vdupq_n_f32(kExpLn2Low));
    const float32x4_t r = vsubq_f32(vsubq_f32(clamped, high), low);
    float32x4_t p = madd(vdupq_n_f32(kExpP4), r, kExpP3);
    p = madd(p, r, kExpP2);
    p = madd(p, r, kExpP1);
    p = madd(p, r, kExpP0);
    const float32x4_t rest = vaddq_f32(r, vmulq_f32(vmulq_f32(r, r), p));
    const float32x4_t value = vaddq_f32(vdupq_n_f32(1.0F), rest);
    const int32x4_t whole = vcvtq_s32_f32(n);
    const int32x4_t part = vshrq_n_s32(whole, 1);
    return vmulq_f32(vmulq_f32(value, power_of_two(part)), power_of_two(vsubq_s32(whole, part)));
  }
};

}  // namespace
}  // namespace bitnet::kernels
