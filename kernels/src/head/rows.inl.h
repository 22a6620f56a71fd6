// SPDX-License-Identifier: Apache-2.0
// Readers of the dense row types: 16 weights at a time as floats, over a class of 16 float lanes L
// and a class of block codes B. A reader cuts a row into spans of kChunks * 16 weights and may hold
// what a span shares. Internal linkage: included once by each ISA's object.
#pragma once

#include "head/dense_layout.h"

#include <bitnet/kernels/head.h>

namespace bitnet::kernels {
namespace {

// Readers of one value an element: the only ones whose rows may end within 16 weights.
template <class L>
struct F32Row {
  static constexpr std::size_t kChunks = 1;
  static constexpr std::size_t kSpanBytes = 64;
  using Floats = typename L::Floats;

  struct Span {
    const std::uint8_t* bytes;
  };

  static Span span(const std::uint8_t* bytes) noexcept { return {bytes}; }

  template <std::size_t kChunk>
  static Floats chunk(const Span& span) noexcept {
    return L::load_f32(span.bytes);
  }

  static Floats part(const std::uint8_t* bytes, std::size_t n) noexcept {
    float values[16] = {};
    __builtin_memcpy(values, bytes, n * sizeof(float));
    return L::load(values);
  }
};

template <class L>
struct F16Row {
  static constexpr std::size_t kChunks = 1;
  static constexpr std::size_t kSpanBytes = 32;
  using Floats = typename L::Floats;

  struct Span {
    const std::uint8_t* bytes;
  };

  static Span span(const std::uint8_t* bytes) noexcept { return {bytes}; }

  template <std::size_t kChunk>
  static Floats chunk(const Span& span) noexcept {
    return L::load_half(span.bytes);
  }

  static Floats part(const std::uint8_t* bytes, std::size_t n) noexcept {
    return L::load_half(bytes, n);
  }
};

template <class L>
struct Bf16Row {
  static constexpr std::size_t kChunks = 1;
  static constexpr std::size_t kSpanBytes = 32;
  using Floats = typename L::Floats;

  struct Span {
    const std::uint8_t* bytes;
  };

  static Span span(const std::uint8_t* bytes) noexcept { return {bytes}; }

  template <std::size_t kChunk>
  static Floats chunk(const Span& span) noexcept {
    return L::load_bf16(span.bytes);
  }

  static Floats part(const std::uint8_t* bytes, std::size_t n) noexcept {
    return L::load_bf16(bytes, n);
  }
};

// Readers of blocks: rows are whole blocks.
template <class L, class B>
struct Q8Row {
  static constexpr std::size_t kChunks = kQ8Elements / 16;
  static constexpr std::size_t kSpanBytes = kQ8Bytes;
  using Floats = typename L::Floats;

  struct Span {
    const std::uint8_t* codes;
    Floats d;
  };

  static Span span(const std::uint8_t* bytes) noexcept {
    return {bytes + kQ8Codes, L::splat(L::half(bytes))};
  }

  template <std::size_t kChunk>
  static Floats chunk(const Span& span) noexcept {
    return L::mul(span.d, L::from_int8(B::int8x16(span.codes + 16 * kChunk)));
  }
};

template <class L, class B>
struct Q4Row {
  static constexpr std::size_t kChunks = kQ4Elements / 16;
  static constexpr std::size_t kSpanBytes = kQ4Bytes;
  using Floats = typename L::Floats;

  struct Span {
    const std::uint8_t* codes;
    Floats d;  // or the table of B
  };

  static Span span(const std::uint8_t* bytes) noexcept {
    const float d = L::half(bytes);
    if constexpr (B::kHasTables) {
      return {bytes + kQ4Codes, B::nibble_values(d)};
    } else {
      return {bytes + kQ4Codes, L::splat(d)};
    }
  }

  template <std::size_t kChunk>
  static Floats chunk(const Span& span) noexcept {
    if constexpr (B::kHasTables) {
      return B::template nibble_floats<4 * kChunk>(span.d, span.codes);
    } else {
      return L::mul(span.d, L::from_int8(B::template nibbles<4 * kChunk>(span.codes)));
    }
  }
};

template <class L, class B>
struct Q6Row {
  static constexpr std::size_t kChunks = kQ6Elements / 16;
  static constexpr std::size_t kSpanBytes = kQ6Bytes;
  using Floats = typename L::Floats;

  struct Span {
    const std::uint8_t* bytes;
    float steps[16];  // d * sc, exact
  };

  static Span span(const std::uint8_t* bytes) noexcept {
    Span span;
    span.bytes = bytes;
    const Floats d = L::splat(L::half(bytes + kQ6D));
    L::store(span.steps, L::mul(d, L::from_int8(B::int8x16(bytes + kQ6Scales))));
    return span;
  }

  template <std::size_t kChunk>
  static Floats chunk(const Span& span) noexcept {
    constexpr std::size_t kHalf = kChunk / 8;
    constexpr std::size_t kGroup = kChunk % 8 / 2;
    const std::uint8_t* const low = span.bytes + 64 * kHalf + 32 * (kGroup % 2);
    const std::uint8_t* const high = span.bytes + kQ6High + 32 * kHalf;
    const auto codes = B::template six_bits < kGroup < 2 ? 0 : 4, 2 * kGroup,
               kChunk % 2 > (low, high);
    return L::mul(L::splat(span.steps[kChunk]), L::from_int8(codes));
  }
};

/// Calls step.template operator()<i>() for i = 0 .. kCount-1.
template <std::size_t kCount, std::size_t kIndex = 0, class Step>
inline void for_each_index(Step&& step) noexcept {
  if constexpr (kIndex < kCount) {
    step.template operator()<kIndex>();
    for_each_index<kCount, kIndex + 1>(step);
  }
}

/// Calls visit(Reader{}) with the reader of `type`.
template <class L, class B, class Visit>
inline void with_reader(DenseType type, Visit&& visit) noexcept {
  switch (type) {
    case DenseType::kF32:
      visit(F32Row<L>{});
      break;
    case DenseType::kF16:
      visit(F16Row<L>{});
      break;
    case DenseType::kBF16:
      visit(Bf16Row<L>{});
      break;
    case DenseType::kQ8_0:
      visit(Q8Row<L, B>{});
      break;
    case DenseType::kQ6_K:
      visit(Q6Row<L, B>{});
      break;
    case DenseType::kQ4_0:
      visit(Q4Row<L, B>{});
      break;
  }
}

/// One row as floats.
template <class L, class Reader>
inline void read_row(const std::uint8_t* row, std::size_t cols, float* y) noexcept {
  constexpr std::size_t kSpan = 16 * Reader::kChunks;
  std::size_t i = 0;
  for (; i + kSpan <= cols; i += kSpan, row += Reader::kSpanBytes) {
    const auto span = Reader::span(row);
    for_each_index<Reader::kChunks>([&]<std::size_t kChunk>() noexcept {
      L::store(y + i + 16 * kChunk, Reader::template chunk<kChunk>(span));
    });
  }
  if constexpr (Reader::kChunks == 1) {
    if (i < cols) {
      L::store(y + i, Reader::part(row, cols - i), cols - i);
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
