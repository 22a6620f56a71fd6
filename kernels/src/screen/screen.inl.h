// SPDX-License-Identifier: Apache-2.0
// The steps of a screened head over a class of 16 float lanes L, block codes B and integer codes C.
// The copy is the same, byte for byte, as that of screen_scalar.cpp. Internal linkage: included
// once by each ISA's object.
#pragma once

#include "head/head.inl.h"
#include "screen/screen_build.h"
#include "screen/screen_steps.h"

namespace bitnet::kernels {
namespace {

template <class L, class C>
struct ScreenRowBuilder {
  using Floats = typename L::Floats;

  struct Facts {
    float largest;
    float squares;
  };

  /// step(i, weights) for 16 weights at a time, the last padded with zeros.
  template <class Step>
  static void each(const float* w, std::size_t n, Step step) noexcept {
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      step(i, L::load(w + i));
    }
    if (i < n) {
      step(i, L::load(w + i, n - i));
    }
  }

  static Facts facts_of(const float* w, std::size_t n) noexcept {
    Floats largest = L::zero();
    Floats squares = L::zero();
    each(w, n, [&](std::size_t, Floats v) noexcept {
      largest = L::max(L::abs(v), largest);
      squares = L::add(squares, L::mul(v, v));
    });
    return {L::largest(largest), L::sum(squares)};
  }

  /// The codes 2 c + b as floats: floor of the position, 0..63.
  static Floats codes6(Floats w, Floats inverse) noexcept {
    const Floats position = L::add(L::mul(w, inverse), L::splat(32.0F));
    const Floats low = L::max(position, L::zero());
    return L::floor(L::min(low, L::splat(63.0F)));
  }

  static Floats error5(Floats w, Floats code, Floats step) noexcept {
    const Floats coarse = L::floor(L::mul(code, L::splat(0.5F)));
    return L::sub(w, L::mul(step, L::sub(coarse, L::splat(15.5F))));
  }

  static Floats error6(Floats w, Floats code, Floats half_step) noexcept {
    return L::sub(w, L::mul(half_step, L::sub(code, L::splat(31.5F))));
  }

  /// Keeps the errors of padding out of a sum: v with zeros from lane n on.
  static Floats cut(Floats v, std::size_t n) noexcept {
    if (n >= 16) {
      return v;
    }
    float lanes[16];
    L::store(lanes, v);
    return L::load(lanes, n);
  }

  /// Sums of the squares of what exceeds the limit of each step tried.
  static void clip_excess(const float* w, std::size_t n, const float (&steps)[kScreenStepCount],
                          float (&excess)[kScreenStepCount]) noexcept {
    Floats limits[kScreenStepCount];
    Floats sums[kScreenStepCount];
    for (std::size_t j = 0; j < kScreenStepCount; ++j) {
      limits[j] = L::splat(clip_limit(steps[j]));
      sums[j] = L::zero();
    }
    each(w, n, [&](std::size_t, Floats v) noexcept {
      const Floats size = L::abs(v);
      for (std::size_t j = 0; j < kScreenStepCount; ++j) {
        const Floats over = L::max(L::sub(size, limits[j]), L::zero());
        sums[j] = L::add(sums[j], L::mul(over, over));
      }
    });
    for (std::size_t j = 0; j < kScreenStepCount; ++j) {
      excess[j] = L::sum(sums[j]);
    }
  }

  static float choose_step(const float* w, std::size_t n, const Facts& facts) noexcept {
    const float rms = L::square_root(facts.squares / static_cast<float>(n));
    float steps[kScreenStepCount];
    for (std::size_t j = 0; j < kScreenStepCount; ++j) {
      steps[j] = coarse_step(kScreenSteps[j] * rms);
    }
    float excess[kScreenStepCount];
    clip_excess(w, n, steps, excess);
    return best_step(steps, excess, facts.largest, n);
  }

  /// Writes codes and refinement bits; `codes` has the nibbles of all groups, then the fifth bits.
  static ScreenRow fill_row(const float* w, std::size_t n, float step, std::size_t groups,
                            std::uint8_t* codes, std::uint8_t* refine) noexcept {
    const Floats inverse = L::splat(2.0F / step);
    const Floats steps = L::splat(step);
    const Floats half_steps = L::splat(step * 0.5F);
    Floats squares5 = L::zero();
    Floats squares6 = L::zero();
    Floats most5 = L::zero();
    Floats most6 = L::zero();
    std::uint8_t group_codes[kScreenGroup] = {};
    each(w, n, [&](std::size_t i, Floats v) noexcept {
      const std::size_t left = n - i;
      const Floats code = cut(codes6(v, inverse), left);
      const Floats e5 = cut(error5(v, code, steps), left);
      const Floats e6 = cut(error6(v, code, half_steps), left);
      squares5 = L::add(squares5, L::mul(e5, e5));
      squares6 = L::add(squares6, L::mul(e6, e6));
      most5 = L::max(L::abs(e5), most5);
      most6 = L::max(L::abs(e6), most6);
      C::store_codes(group_codes + i % kScreenGroup, code);
      if (i % kScreenGroup == kScreenGroup - 16 || left <= 16) {
        const std::size_t group = i / kScreenGroup;
        C::pack_group(group_codes, codes + group * kGroupNibbles,
                      codes + groups * kGroupNibbles + group * kGroupBits,
                      refine + group * kGroupBits);
        __builtin_memset(group_codes, 0, sizeof group_codes);
      }
    });
    return {step,
            0.0F,
            norm_bound(L::square_root(L::sum(squares5)), n),
            most_bound(L::largest(most5)),
            norm_bound(L::square_root(L::sum(squares6)), n),
            most_bound(L::largest(most6))};
  }

  static ScreenRow build(const float* w, std::size_t n, const ScreenLayout& layout,
                         std::uint8_t* codes, std::uint8_t* refine) noexcept {
    const Facts facts = facts_of(w, n);
    const bool measurable = facts.squares <= __FLT_MAX__;  // false for NaN
    if (!measurable || facts.largest < kScreenLeast) {
      __builtin_memset(codes, 0, layout.code_stride);
      __builtin_memset(refine, 0, layout.refine_stride);
      if (!measurable) {
        return undecidable_row();
      }
      const float norm = norm_bound(L::square_root(facts.squares), n);
      const float most = most_bound(facts.largest);
      return {0.0F, norm, norm, most, norm, most};
    }
    const std::size_t used = layout.groups * (kGroupNibbles + kGroupBits);
    __builtin_memset(codes + used, 0, layout.code_stride - used);
    const std::size_t bits = layout.groups * kGroupBits;
    __builtin_memset(refine + bits, 0, layout.refine_stride - bits);
    ScreenRow row = fill_row(w, n, choose_step(w, n, facts), layout.groups, codes, refine);
    row.norm = norm_bound(L::square_root(facts.squares), n);
    return row;
  }
};

template <class L, class B, class C>
struct Screen {
  static void build_rows(const DenseMatrix& head, std::uint32_t row_begin, std::uint32_t row_end,
                         std::uint8_t* screen, float* scratch) {
    const ScreenLayout layout = screen_layout(head.rows, head.cols);
    const std::size_t row_bytes = dense_row_bytes(head.type, head.cols);
    for (std::size_t r = row_begin; r < row_end; ++r) {
      Head<L, B>::dequantize_row(head.type, head.data + r * row_bytes, head.cols, scratch);
      const ScreenRow row = ScreenRowBuilder<L, C>::build(
          scratch, head.cols, layout, screen + layout.codes + r * layout.code_stride,
          screen + layout.refine + r * layout.refine_stride);
      store_screen_row(row, screen + r * kScreenHeadBytes);
    }
  }

  /// Rows [begin, begin + kCount); the same number of rows from `ahead` on is read as well.
  template <std::size_t kCount>
  static void coarse_rows(const ScreenMatrix& screen, const ScreenLayout& layout,
                          const ScreenQuery& query, const ScreenBound& bound, std::size_t begin,
                          std::size_t ahead, ScreenValue* values) noexcept {
    const std::uint8_t* const codes = screen.data + layout.codes;
    std::int64_t sums[kCount];
    C::template code_sums<kCount>(codes + begin * layout.code_stride, layout.code_stride,
                                  layout.groups, query.high, query.low,
                                  codes + ahead * layout.code_stride, sums);
    for (std::size_t r = 0; r < kCount; ++r) {
      const ScreenRow row = load_screen_row(screen.data + (begin + r) * kScreenHeadBytes);
      values[r] = coarse_value(bound, row, sums[r]);
    }
  }

  static void coarse(const ScreenMatrix& screen, const ScreenQuery& query, std::uint32_t row_begin,
                     std::uint32_t row_end, float* approximation, float* highest) {
    const std::size_t begin = row_begin;
    const std::size_t end = row_end;
    const ScreenLayout layout = screen_layout(screen.rows, screen.cols);
    const ScreenBound bound = screen_bound(query, screen.cols);
    ScreenValue values[C::kRows];
    for (std::size_t r = begin; r < end;) {
      const std::size_t count = r + C::kRows <= end ? C::kRows : 1;
      if (count == C::kRows) {
        const std::size_t next = r + 2 * C::kRows <= end ? r + C::kRows : r;
        coarse_rows<C::kRows>(screen, layout, query, bound, r, next, values);
      } else {
        coarse_rows<1>(screen, layout, query, bound, r, r, values);
      }
      for (std::size_t i = 0; i < count; ++i, ++r) {
        approximation[r - begin] = values[i].approximation;
        highest[r - begin] = values[i].highest;
      }
    }
  }

  static void refine(const ScreenMatrix& screen, const ScreenQuery& query, const std::uint32_t* ids,
                     std::size_t count, const float* coarse_values, float* highest) {
    const ScreenLayout layout = screen_layout(screen.rows, screen.cols);
    const ScreenBound bound = screen_bound(query, screen.cols);
    const std::uint8_t* const bits = screen.data + layout.refine;
    constexpr std::size_t kAhead = 8;  // rows are far apart: ask for them early
    for (std::size_t k = 0; k < count; ++k) {
      if (k + kAhead < count) {
        const std::size_t next = ids[k + kAhead];
        __builtin_prefetch(screen.data + next * kScreenHeadBytes);
        for (std::size_t i = 0; i < layout.refine_stride; i += 64) {
          __builtin_prefetch(bits + next * layout.refine_stride + i);
        }
      }
      const std::size_t r = ids[k];
      const std::int64_t sum =
          C::bit_sum(bits + r * layout.refine_stride, layout.groups, query.high, query.low);
      const ScreenRow row = load_screen_row(screen.data + r * kScreenHeadBytes);
      highest[k] = refined_value(bound, row, coarse_values[k], sum).highest;
    }
  }

  static void exact(const DenseMatrix& head, const float* x, const std::uint32_t* ids,
                    std::size_t count, float* logits) {
    Head<L, B>::logits_of(head, x, ids, count, logits);
  }

  static std::uint32_t top_rows(const DenseMatrix& head, const ScreenMatrix& screen,
                                const ScreenQuery& query, std::uint32_t row_begin,
                                std::uint32_t row_end, std::uint32_t k, const ScreenCoarse& values,
                                std::uint32_t* ids, float* logits, void* scratch,
                                ScreenCounts* counts) {
    constexpr ScreenSteps kSteps{refine, exact};
    return screen_top_rows(kSteps, head, screen, query, row_begin, row_end, k, values, ids, logits,
                           scratch, counts);
  }
};

}  // namespace
}  // namespace bitnet::kernels
