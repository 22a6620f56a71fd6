// SPDX-License-Identifier: Apache-2.0
// The two directions of every kernel, so that each format is written once: a Reader makes codes
// from floats (quantize) or trits (pack), a Writer makes floats (dequantize) or trits (unpack) from
// codes. V is the vector class of one ISA. Internal linkage (see codes256.h).
#pragma once

#include "codes256.h"

namespace bitnet::kernels {
namespace {

template <class V, int kBias>
struct FloatReader {
  using Element = float;
  typename V::Threshold threshold;

  /// 32 codes, 0..3.
  __m256i operator()(const float* src) const noexcept {
    return V::quantize(src, threshold, splat256(kBias));
  }

  /// 32 and 128 codes as seq2.
  void seq2(const float* src, std::uint8_t* dst) const noexcept {
    V::template quantize_seq2<kBias>(src, threshold, dst);
  }

  void seq2_x4(const float* src, std::uint8_t* dst) const noexcept {
    V::template quantize_seq2_x4<kBias>(src, threshold, dst);
  }
};

template <int kBias>
struct TritReader {
  using Element = std::int8_t;

  __m256i operator()(const std::int8_t* src) const noexcept {
    const __m256i trits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(src));
    return _mm256_add_epi8(trits, splat256(kBias));
  }

  void seq2(const std::int8_t* src, std::uint8_t* dst) const noexcept {
    store_seq2((*this)(src), dst);
  }

  void seq2_x4(const std::int8_t* src, std::uint8_t* dst) const noexcept {
    store_seq2_x4((*this)(src), (*this)(src + 32), (*this)(src + 64), (*this)(src + 96), dst);
  }
};

/// kStreaming: stores past the caches, so every dst must lie on a 64-byte boundary.
template <class V, bool kStreaming>
struct FloatWriter {
  using Element = float;
  static constexpr bool kStreams = kStreaming;
  typename V::Lut lut;

  /// 32 codes (the two low bits of each byte).
  void operator()(__m256i codes, float* dst) const noexcept {
    V::template dequantize<kStreams>(codes, lut, dst);
  }

  /// 32 codes from 8 bytes of seq2.
  void seq2(const std::uint8_t* src, float* dst) const noexcept {
    V::template dequantize_seq2<kStreams>(src, lut, dst);
  }
};

struct TritWriter {
  using Element = std::int8_t;
  static constexpr bool kStreams = false;
  int bias;

  void operator()(__m256i codes, std::int8_t* dst) const noexcept {
    const __m256i trits = _mm256_sub_epi8(_mm256_and_si256(codes, splat256(3)), splat256(bias));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(dst), trits);
  }

  void seq2(const std::uint8_t* src, std::int8_t* dst) const noexcept {
    (*this)(load_seq2(src), dst);
  }
};

/// `count` elements, then zeros up to kCount. Written as one loop over vectors because g++ turns
/// memset and memcpy of bounded sizes into string instructions, which cost 40 ns a block here.
template <std::size_t kCount, class Element>
const Element* zero_padded(const Element* src, std::size_t count,
                           Element (&buffer)[kCount]) noexcept {
  static_assert(sizeof buffer % 32 == 0);
  if (count >= kCount) {
    return src;
  }
  const auto* from = reinterpret_cast<const std::uint8_t*>(src);
  auto* to = reinterpret_cast<std::uint8_t*>(buffer);
  const std::size_t bytes = count * sizeof(Element);
  for (std::size_t i = 0; i < sizeof buffer; i += 32) {
    __m256i vector = _mm256_setzero_si256();
    if (i + 32 <= bytes) {
      vector = load256(from + i);
    } else if (i < bytes) {
      std::uint8_t rest[32] = {};
      __builtin_memcpy(rest, from + i, bytes - i);
      vector = load256(rest);
    }
    store256(to + i, vector);
  }
  return buffer;
}

// One core reaches its memory bandwidth only with several sequential streams in flight: with 4 KiB
// pages each of them stalls at every page. Measured best of 1, 2, 4; more would crowd the sets of
// the first-level cache when they lie a power of two apart.
constexpr std::size_t kStreams = 4;

/// max |w[i]| over the finite w[i], 0 if there is none.
template <class V>
float tensor_absmax(const float* w, std::size_t n) noexcept {
  constexpr std::size_t kStep = 128;
  typename V::Floats largest = V::splat(0.0F);
  const std::size_t part = n / (kStreams * kStep) * kStep;
  for (std::size_t i = 0; i < part; i += kStep) {
    for (std::size_t s = 0; s < kStreams; ++s) {
      largest = V::max(largest, V::template absmax<kStep>(w + s * part + i));
    }
  }
  for (std::size_t i = kStreams * part; i < n; i += 32) {
    float padded[32];
    largest = V::max(largest, V::template absmax<32>(zero_padded(w + i, n - i, padded)));
  }
  return _mm_cvtss_f32(V::low(largest));
}

/// Outputs beyond this size go past the caches: a cached store reads the line first, and evicts
/// others. Measured with 32 MiB of last-level cache: cached stores are mostly 1.5 to 2.5 times as
/// fast up to 8 MiB, either way at 16, streaming 1.2 to 3 times as fast from 32 on.
constexpr std::size_t kStreamBytes = std::size_t{8} << 20;

inline bool is_large(std::size_t rows, std::size_t k) noexcept {
  return rows * k > kStreamBytes / sizeof(float);
}

/// Whether every row, and so every whole block, begins on a cache line.
inline bool rows_on_lines(const float* w, std::size_t k) noexcept {
  return reinterpret_cast<std::uintptr_t>(w) % 64 == 0 && k % 16 == 0;
}

/// Large outputs that the Writer does not stream itself (rows off the lines) go through a buffer.
template <class Writer>
bool needs_staging(std::size_t rows, std::size_t k) noexcept {
  return sizeof(typename Writer::Element) == sizeof(float) && !Writer::kStreams &&
         is_large(rows, k);
}

/// A contiguous output that is written in blocks of up to kBlock elements. A block may be shorter
/// than what is written into its slot: the next one overwrites the excess. Nothing outside
/// [out, out + count) is written.
template <class V, class Element, std::size_t kBlock>
class Sink {
 public:
  Sink(Element* out, std::size_t count, bool staged) noexcept
      : out_(out), left_(count), staged_(staged) {}

  Element* slot() noexcept { return direct() ? out_ : stage_ + filled_; }

  void commit(std::size_t count) noexcept {
    if (direct()) {
      out_ += count;
      left_ -= count;
      return;
    }
    filled_ += count;
    if (!staged_ || filled_ >= kStage) {
      flush();
    }
  }

  void flush() noexcept {
    if (filled_ == 0) {
      return;  // the buffers of an empty matrix may be null
    }
    copy_out(filled_);
    out_ += filled_;
    left_ -= filled_;
    filled_ = 0;
  }

 private:
  static constexpr std::size_t kStage = 1024;

  [[nodiscard]] bool direct() const noexcept { return !staged_ && left_ >= kBlock; }

  void copy_out(std::size_t count) noexcept {
    std::size_t i = 0;
    if constexpr (sizeof(Element) == sizeof(float)) {
      const std::size_t to_line = (0U - reinterpret_cast<std::uintptr_t>(out_)) % 64;
      if (staged_ && to_line % sizeof(float) == 0 && to_line / sizeof(float) <= count) {
        i = to_line / sizeof(float);
        __builtin_memcpy(out_, stage_, to_line);
        for (; count - i >= 16; i += 16) {
          V::stream_line(out_ + i, stage_ + i);
        }
      }
    }
    __builtin_memcpy(out_ + i, stage_ + i, (count - i) * sizeof(Element));
  }

  alignas(64) Element stage_[kStage + kBlock];
  Element* out_;
  std::size_t left_;
  std::size_t filled_ = 0;
  bool staged_;
};

}  // namespace
}  // namespace bitnet::kernels
