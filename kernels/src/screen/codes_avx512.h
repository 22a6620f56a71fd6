// SPDX-License-Identifier: Apache-2.0
// Codes of the screen (layout in screen.h) in 512-bit registers: packing, and integer sums with the
// two planes of the query. Internal linkage (see lanes_avx512.h).
#pragma once

#include "ops/lanes_avx512.h"
#include "screen/screen_layout.h"
#include "screen/stream_reader.h"

namespace bitnet::kernels {
namespace {

struct Codes512 {
  static __m512i load(const void* p) noexcept { return _mm512_loadu_si512(p); }

  static __mmask64 mask(const std::uint8_t* bits) noexcept {
    std::uint64_t word = 0;
    __builtin_memcpy(&word, bits, sizeof word);
    return word;
  }

  static void store_mask(std::uint8_t* bits, __mmask64 m) noexcept {
    const std::uint64_t word = m;
    __builtin_memcpy(bits, &word, sizeof word);
  }

  /// 16 floats 0..63, whole numbers, as bytes.
  static void store_codes(std::uint8_t* dst, __m512 codes) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(dst),
                     _mm512_cvtepi32_epi8(_mm512_cvttps_epi32(codes)));
  }

  /// 128 codes 0..63 -> 64 bytes of bits 4..1, 16 bytes of bits 5, 16 bytes of bits 0.
  static void pack_group(const std::uint8_t* codes, std::uint8_t* nibbles, std::uint8_t* fifth,
                         std::uint8_t* refine) noexcept {
    const __m512i low = load(codes);
    const __m512i high = load(codes + 64);
    const __m512i nibble = _mm512_set1_epi8(15);
    const __m512i top = _mm512_set1_epi8(32);
    const __m512i bottom = _mm512_set1_epi8(1);
    store_mask(fifth, _mm512_test_epi8_mask(low, top));
    store_mask(fifth + 8, _mm512_test_epi8_mask(high, top));
    store_mask(refine, _mm512_test_epi8_mask(low, bottom));
    store_mask(refine + 8, _mm512_test_epi8_mask(high, bottom));
    const __m512i first = _mm512_and_si512(_mm512_srli_epi16(low, 1), nibble);
    const __m512i second = _mm512_and_si512(_mm512_srli_epi16(high, 1), nibble);
    _mm512_storeu_si512(nibbles, _mm512_or_si512(first, _mm512_slli_epi16(second, 4)));
  }

  static std::int64_t total(__m512i sums) noexcept { return _mm512_reduce_add_epi32(sums); }

  static constexpr std::size_t kRows = 4;  // share the loads of the query

  /// Keeps a value in a register: the compiler would load it again for each use, and loads are what
  /// limits these loops.
  static __m512i held(__m512i v) noexcept {
    __asm__("" : "+v"(v));
    return v;
  }

  /// Sums of c * (256 high + low) over all columns, of kCount rows `stride` bytes apart. Reads
  /// `ahead`, kCount rows too, into the cache meanwhile.
  template <std::size_t kCount>
  static void code_sums(const std::uint8_t* codes, std::size_t stride, std::size_t groups,
                        const std::int8_t* high, const std::int8_t* low, const std::uint8_t* ahead,
                        std::int64_t* sums) noexcept {
    const __m512i nibble = _mm512_set1_epi8(15);
    const __m512i sixteen = _mm512_set1_epi8(16);
    __m512i upper[kCount];
    __m512i lower[kCount];
    for (std::size_t r = 0; r < kCount; ++r) {
      upper[r] = _mm512_setzero_si512();
      lower[r] = _mm512_setzero_si512();
    }
    StreamReader stream(ahead, kCount * stride, groups);
    for (std::size_t g = 0; g < groups; ++g) {
      stream.next();
      const __m512i h0 = held(load(high + g * kScreenGroup));
      const __m512i h1 = held(load(high + g * kScreenGroup + 64));
      const __m512i l0 = held(load(low + g * kScreenGroup));
      const __m512i l1 = held(load(low + g * kScreenGroup + 64));
      for (std::size_t r = 0; r < kCount; ++r) {
        const std::uint8_t* const row = codes + r * stride;
        const std::uint8_t* const fifth = row + groups * kGroupNibbles + g * kGroupBits;
        const __m512i both = held(load(row + g * kGroupNibbles));
        const __m512i first = _mm512_and_si512(both, nibble);
        const __m512i second = _mm512_and_si512(_mm512_srli_epi16(both, 4), nibble);
        const __m512i a = _mm512_mask_add_epi8(first, mask(fifth), first, sixteen);
        const __m512i b = _mm512_mask_add_epi8(second, mask(fifth + 8), second, sixteen);
        upper[r] = _mm512_dpbusd_epi32(upper[r], a, h0);
        lower[r] = _mm512_dpbusd_epi32(lower[r], a, l0);
        upper[r] = _mm512_dpbusd_epi32(upper[r], b, h1);
        lower[r] = _mm512_dpbusd_epi32(lower[r], b, l1);
      }
    }
    for (std::size_t r = 0; r < kCount; ++r) {
      sums[r] = 256 * total(upper[r]) + total(lower[r]);
    }
  }

  /// Sum of b * (256 high + low) over all columns.
  static std::int64_t bit_sum(const std::uint8_t* bits, std::size_t groups, const std::int8_t* high,
                              const std::int8_t* low) noexcept {
    const __m512i one = _mm512_set1_epi8(1);
    __m512i upper = _mm512_setzero_si512();
    __m512i lower = _mm512_setzero_si512();
    for (std::size_t g = 0; g < 2 * groups; ++g, bits += 8) {
      const __m512i b = _mm512_maskz_mov_epi8(mask(bits), one);
      upper = _mm512_dpbusd_epi32(upper, b, load(high + 64 * g));
      lower = _mm512_dpbusd_epi32(lower, b, load(low + 64 * g));
    }
    return 256 * total(upper) + total(lower);
  }
};

}  // namespace
}  // namespace bitnet::kernels
