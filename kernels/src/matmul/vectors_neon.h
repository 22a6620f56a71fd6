// SPDX-License-Identifier: Apache-2.0
// The NEON vector class of the product templates: 16 rows in four registers, sdot for every plane.
// Unpacks trits5 like the other vector classes: min(n, n - 81, n - 162) over unsigned bytes is n
// mod 81. Internal linkage.
#pragma once

#include "matmul/matmul_geometry.h"

#include <arm_neon.h>

namespace bitnet::kernels {
namespace {

template <bool kSigned>
struct PairSumsNeon {
  static constexpr int kNibbles = 8;
  int16x8_t rows0;
  int16x8_t rows8;

  void clear() noexcept {
    rows0 = vdupq_n_s16(0);
    rows8 = vdupq_n_s16(0);
  }

  static int16x8_t signed_words(uint8x16_t words, uint8x8_t negative) noexcept {
    const int16x8_t values = vreinterpretq_s16_u8(words);
    if constexpr (kSigned) {
      const int16x8_t minus = vmovl_s8(vreinterpret_s8_u8(negative));
      return vsubq_s16(veorq_s16(values, minus), minus);
    } else {
      return values;
    }
  }

  void look_up(uint8x16_t index, const std::uint8_t* tables, uint8x16_t signs, int bit) noexcept {
    const uint8x16_t low = vqtbl1q_u8(vld1q_u8(tables), index);
    const uint8x16_t high = vqtbl1q_u8(vld1q_u8(tables + 64), index);
    const uint8x16_t negative = vtstq_u8(signs, vdupq_n_u8(static_cast<std::uint8_t>(1U << bit)));
    rows0 = vaddq_s16(rows0, signed_words(vzip1q_u8(low, high), vget_low_u8(negative)));
    rows8 = vaddq_s16(rows8, signed_words(vzip2q_u8(low, high), vget_high_u8(negative)));
  }

  void add(const std::uint8_t* codes, const std::uint8_t* tables,
           const std::uint8_t* signs) noexcept {
    uint8x16_t sign = vdupq_n_u8(0);
    if constexpr (kSigned) {
      sign = vld1q_u8(signs);
    }
    for (int m = 0; m < 4; ++m) {
      const uint8x16_t bytes = vld1q_u8(codes + 16 * m);
      look_up(vandq_u8(bytes, vdupq_n_u8(15)), tables + 16 * m, sign, 2 * m);
      look_up(vshrq_n_u8(bytes, 4), tables + 16 * m + 128, sign, 2 * m + 1);
    }
  }

  static void widen(int16x8_t v, std::int32_t* totals) noexcept {
    vst1q_s32(totals, vaddw_s16(vld1q_s32(totals), vget_low_s16(v)));
    vst1q_s32(totals + 4, vaddw_s16(vld1q_s32(totals + 4), vget_high_s16(v)));
  }

  void add_to(std::int32_t* totals) const noexcept {
    widen(rows0, totals);
    widen(rows8, totals + 8);
  }
};

struct NeonProducts {
  // An sdot does 16 multiply-adds from registers. A lookup would do 32 with a load and an addition,
  // and has the table and the offsets to pay.
  static constexpr bool kHasLookup = false;
  static constexpr std::size_t kTokenTile = 4;

  template <bool kSigned>
  using PairSums = PairSumsNeon<kSigned>;

  template <MatmulLayout kLayout>
  struct Planes {
    uint8x16_t plane[step_cols(kLayout) / 4];
  };

  /// n mod m for n < 3 * m <= 243.
  static uint8x16_t remainder3(uint8x16_t n, std::uint8_t modulus) noexcept {
    const uint8x16_t once = vsubq_u8(n, vdupq_n_u8(modulus));
    const uint8x16_t twice = vsubq_u8(once, vdupq_n_u8(modulus));
    return vminq_u8(n, vminq_u8(once, twice));
  }

  /// Planes of digits 0..2.
  template <MatmulLayout kLayout>
  static Planes<kLayout> unpack(uint8x16_t codes) noexcept {
    const uint8x16_t mask = vdupq_n_u8(3);
    if constexpr (kLayout == MatmulLayout::kBits2) {
      return {{vandq_u8(codes, mask), vandq_u8(vshrq_n_u8(codes, 2), mask),
               vandq_u8(vshrq_n_u8(codes, 4), mask), vshrq_n_u8(codes, 6)}};
    } else {
      const uint8x16_t ones = {0, 1, 2, 0, 1, 2, 0, 1, 2};
      const uint8x16_t threes = {0, 0, 0, 1, 1, 1, 2, 2, 2};
      const uint8x16_t low4 = remainder3(codes, 81);
      const uint8x16_t low3 = remainder3(low4, 27);
      const uint8x16_t low2 = remainder3(low3, 9);
      // 9, 18, 27 and 54 differ in their low four bits; 81 = 1 * 64 + 17, 162 = 2 * 64 + 34.
      const uint8x16_t nines = {0, 0, 2, 0, 0, 0, 0, 0, 0, 1};
      const uint8x16_t twenty_sevens = {0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1};
      const uint8x16_t nibble = vdupq_n_u8(15);
      return {{vqtbl1q_u8(ones, low2), vqtbl1q_u8(threes, low2),
               vqtbl1q_u8(nines, vandq_u8(vsubq_u8(low3, low2), nibble)),
               vqtbl1q_u8(twenty_sevens, vandq_u8(vsubq_u8(low4, low3), nibble)),
               vshrq_n_u8(vsubq_u8(codes, low4), 6)}};
    }
  }

  static void store_outputs16(const std::int32_t* sums, std::int32_t minus, float act_scale,
                              float scale, float* y) noexcept {
    for (std::size_t i = 0; i < kMatmulRowGroup; i += 4) {
      const int32x4_t dots = vsubq_s32(vld1q_s32(sums + i), vdupq_n_s32(minus));
      vst1q_f32(y + i, vmulq_n_f32(vdivq_f32(vcvtq_f32_s32(dots), vdupq_n_f32(act_scale)), scale));
    }
  }

  static int32x4_t dot(int32x4_t sum, uint8x16_t plane, const std::int8_t* q) noexcept {
    std::int32_t four = 0;
    __builtin_memcpy(&four, q, sizeof four);
    return vdotq_s32(sum, vreinterpretq_s8_u8(plane), vreinterpretq_s8_s32(vdupq_n_s32(four)));
  }

  template <int kLane>
  static int32x4_t dot(int32x4_t sum, uint8x16_t plane, int8x16_t q) noexcept {
    return vdotq_laneq_s32(sum, vreinterpretq_s8_u8(plane), q, kLane);
  }

  /// One step: 16 columns with one load, and of trits5 the last four.
  template <MatmulLayout kLayout>
  static int32x4_t dot_step(int32x4_t sum, const Planes<kLayout>& planes,
                            const std::int8_t* q) noexcept {
    const int8x16_t columns = vld1q_s8(q);
    sum = dot<0>(sum, planes.plane[0], columns);
    sum = dot<1>(sum, planes.plane[1], columns);
    sum = dot<2>(sum, planes.plane[2], columns);
    sum = dot<3>(sum, planes.plane[3], columns);
    if constexpr (kLayout == MatmulLayout::kTrits5) {
      sum = dot(sum, planes.plane[4], q + 16);
    }
    return sum;
  }

  template <MatmulLayout kLayout, std::size_t kCount>
  struct Sums {
    static constexpr std::size_t kAhead = 1024;
    int32x4_t sum[kCount][4];

    void clear() noexcept {
      for (auto& s : sum) {
        for (int32x4_t& part : s) {
          part = vdupq_n_s32(0);
        }
      }
    }

    void add(const std::uint8_t* codes, const std::int8_t* q, std::size_t stride) noexcept {
      if constexpr (kCount == 1) {
        __builtin_prefetch(codes + kAhead);
      }
      for (std::size_t part = 0; part < 4; ++part) {
        const Planes<kLayout> planes = unpack<kLayout>(vld1q_u8(codes + 16 * part));
        for (std::size_t t = 0; t < kCount; ++t) {
          sum[t][part] = dot_step<kLayout>(sum[t][part], planes, q + t * stride);
        }
      }
    }

    void total(std::size_t t, std::int32_t* totals) const noexcept {
      for (std::size_t part = 0; part < 4; ++part) {
        vst1q_s32(totals + 4 * part, sum[t][part]);
      }
    }
  };
};

}  // namespace
}  // namespace bitnet::kernels
