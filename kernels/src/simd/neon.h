// SPDX-License-Identifier: Apache-2.0
// NEON steps that all formats share: floats to trits, values to floats, absmax. They go through
// small int8 buffers, one value a byte, so that a codec only sees bytes. Knows no packed format.
// Unnamed namespace: nothing compiled for a newer CPU may be merged with code for an older one.
#pragma once

#include <bitnet/kernels/kernels.h>

#include <arm_neon.h>
#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {
namespace {

constexpr std::size_t smaller(std::size_t a, std::size_t b) noexcept {
  return a < b ? a : b;
}

/// Four trits from four floats; `half_scale` > 0, so zeros stay zeros.
inline int32x4_t trits4(const float* w, float32x4_t half_scale) noexcept {
  const float32x4_t value = vld1q_f32(w);
  const uint32x4_t large = vcageq_f32(value, half_scale);  // false for NaN
  const uint32x4_t finite = vcaleq_f32(value, vdupq_n_f32(__FLT_MAX__));
  const int32x4_t sign = vshrq_n_s32(vreinterpretq_s32_f32(value), 31);
  const int32x4_t one = vorrq_s32(sign, vdupq_n_s32(1));
  return vandq_s32(one, vreinterpretq_s32_u32(vandq_u32(large, finite)));
}

inline int8x16_t trits16(const float* w, float32x4_t half_scale) noexcept {
  const int16x8_t low =
      vcombine_s16(vmovn_s32(trits4(w, half_scale)), vmovn_s32(trits4(w + 4, half_scale)));
  const int16x8_t high =
      vcombine_s16(vmovn_s32(trits4(w + 8, half_scale)), vmovn_s32(trits4(w + 12, half_scale)));
  return vcombine_s8(vmovn_s16(low), vmovn_s16(high));
}

/// Reads floats as trits.
class FloatReader {
 public:
  using Element = float;

  // absmax 0 and the least subnormal would make the threshold 0, which zeros must not reach.
  explicit FloatReader(float absmax) noexcept
      : half_scale_(vdupq_n_f32(0.5F * absmax > 0.0F ? 0.5F * absmax : __FLT_DENORM_MIN__)) {}

  void operator()(const float* src, std::size_t n, std::int8_t* dst) const noexcept {
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      vst1q_s8(dst + i, trits16(src + i, half_scale_));
    }
    if (i < n) {
      float tail[16] = {};
      __builtin_memcpy(tail, src + i, (n - i) * sizeof(float));
      std::int8_t trits[16];
      vst1q_s8(trits, trits16(tail, half_scale_));
      __builtin_memcpy(dst + i, trits, n - i);
    }
  }

 private:
  float32x4_t half_scale_;
};

/// Reads trits as they are.
struct TritReader {
  using Element = std::int8_t;

  void operator()(const std::int8_t* src, std::size_t n, std::int8_t* dst) const noexcept {
    __builtin_memcpy(dst, src, n);
  }
};

/// Reads n elements and pads with zeros up to `size`.
template <class Reader>
void read_padded(const Reader& read, const typename Reader::Element* src, std::size_t n,
                 std::size_t size, std::int8_t* dst) noexcept {
  if (n != 0) {
    read(src, n, dst);
  }
  __builtin_memset(dst + n, 0, size - n);
}

inline void store_products8(int8x8_t values, float32x4_t scale, float* dst) noexcept {
  const int16x8_t wide = vmovl_s8(values);
  vst1q_f32(dst, vmulq_f32(vcvtq_f32_s32(vmovl_s16(vget_low_s16(wide))), scale));
  vst1q_f32(dst + 4, vmulq_f32(vcvtq_f32_s32(vmovl_s16(vget_high_s16(wide))), scale));
}

/// Writes values as value * scale.
class FloatWriter {
 public:
  using Element = float;

  explicit FloatWriter(float scale) noexcept : scale_(vdupq_n_f32(scale)) {}

  void operator()(const std::int8_t* values, std::size_t n, float* dst) const noexcept {
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) {
      store_products8(vld1_s8(values + i), scale_, dst + i);
    }
    if (i < n) {
      std::int8_t tail[8] = {};
      __builtin_memcpy(tail, values + i, n - i);
      float products[8];
      store_products8(vld1_s8(tail), scale_, products);
      __builtin_memcpy(dst + i, products, (n - i) * sizeof(float));
    }
  }

 private:
  float32x4_t scale_;
};

/// Writes values as they are.
struct TritWriter {
  using Element = std::int8_t;

  void operator()(const std::int8_t* values, std::size_t n, std::int8_t* dst) const noexcept {
    __builtin_memcpy(dst, values, n);
  }
};

/// Magnitude bits, 0 for NaN and infinities; ordered like the floats.
inline uint32x4_t finite_magnitude(const float* w) noexcept {
  const uint32x4_t bits = vandq_u32(vreinterpretq_u32_f32(vld1q_f32(w)), vdupq_n_u32(0x7fffffff));
  return vandq_u32(bits, vcltq_u32(bits, vdupq_n_u32(0x7f800000)));
}

inline float neon_absmax(const float* w, std::size_t n) noexcept {
  uint32x4_t even = vdupq_n_u32(0);
  uint32x4_t odd = even;
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    even = vmaxq_u32(even, finite_magnitude(w + i));
    odd = vmaxq_u32(odd, finite_magnitude(w + i + 4));
  }
  if (i < n) {
    float tail[8] = {};
    __builtin_memcpy(tail, w + i, (n - i) * sizeof(float));
    even = vmaxq_u32(even, finite_magnitude(tail));
    odd = vmaxq_u32(odd, finite_magnitude(tail + 4));
  }
  return vgetq_lane_f32(vreinterpretq_f32_u32(vdupq_n_u32(vmaxvq_u32(vmaxq_u32(even, odd)))), 0);
}

}  // namespace
}  // namespace bitnet::kernels
