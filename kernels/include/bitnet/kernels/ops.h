// SPDX-License-Identifier: Apache-2.0
// The f32 operations of a transformer around its matrix products: dot, RMSNorm, activations, RoPE,
// softmax, f16 conversion, attention over a KV cache. Does not hold matrix products (matmul.h) nor
// the output head (head.h), and knows no model.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {

// The striped sum of n values: lane j (0..15) starts at +0 and adds the values j, j+16, j+32, ...
// in this order; then lane j += lane j+8 (j < 8), j += j+4 (j < 4), j += j+2, j += j+1. Every
// product and every sum is rounded to f32 on its own, never fused. Hence, in all of this file:
// exact, the bits are the same on every ISA, for any split over heads, tokens or threads. Two
// exceptions: the sign and payload of a NaN are unspecified (that a result is NaN is not). exp is
// 2^n * p(r), n = round(x log2 e), r in +-0.35, degree-6 polynomial with a fixed operation order:
// at most 1.1 ulp from the real exp, gradual underflow, overflow to +Inf, NaN stays NaN. Source of
// the method: Cody and Waite's two-part reduction by ln 2.

enum class KvType : std::uint8_t { kF16, kF32 };

/// What one query token attends to. K and V of kv head h, position p: base + p * position_stride +
/// h * head_stride elements. Query head i uses kv head i / (heads / kv_heads). Decoding reads
/// fastest where the positions of a head follow each other (position_stride == head_dim). Requires
/// heads % kv_heads == 0, n_positions >= 1, head_dim >= 1.
struct AttentionRow {
  const float* q = nullptr;  // (heads, head_dim)
  const void* k = nullptr;   // f16 bits (uint16_t) or f32, by `type`
  const void* v = nullptr;
  KvType type = KvType::kF16;
  std::uint32_t heads = 0;
  std::uint32_t kv_heads = 0;
  std::uint32_t head_dim = 0;
  std::size_t position_stride = 0;  // elements between positions in k and in v
  std::size_t head_stride = 0;      // elements between kv heads; 0 = head_dim
  std::uint32_t n_positions = 0;
  float scale = 1.0F;
};

/// Floats of scratch (any alignment) for attention over up to n_positions positions, a thread.
[[nodiscard]] std::size_t attention_scratch_floats(std::uint32_t head_dim,
                                                   std::uint32_t n_positions) noexcept;

/// Pointers to empty buffers may be null; nothing outside the buffers is read or written; buffers
/// do not overlap unless said. Threads: safe, no shared state.
struct OpsKernels {
  /// Striped sum of a[i] * b[i]; 0 for n = 0.
  float (*dot)(const float* a, const float* b, std::size_t n) = nullptr;

  /// y = (x * r) * weight, r = 1 / sqrt(S / n + eps), S the striped sum of x^2. y may be x.
  void (*rmsnorm)(const float* x, const float* weight, std::size_t n, float eps,
                  float* y) = nullptr;

  /// x += y.
  void (*add)(float* x, const float* y, std::size_t n) = nullptr;

  /// y = (g * g) * up with g = 0 if gate < 0, else gate. y may be gate or up.
  void (*relu2_mul)(const float* gate, const float* up, std::size_t n, float* y) = nullptr;

  /// y = (gate / (1 + exp(-gate))) * up. y may be gate or up.
  void (*silu_mul)(const float* gate, const float* up, std::size_t n, float* y) = nullptr;

  /// For each head and i < rope_dim / 2, with a = x[i], b = x[i + rope_dim / 2]: x[i] = a c - b s,
  /// x[i + rope_dim / 2] = a s + b c. cos_row and sin_row: rope_dim / 2 values of this position.
  /// Elements from rope_dim on stay. Requires rope_dim even, rope_dim <= head_dim.
  void (*rope_neox)(float* x, std::uint32_t heads, std::uint32_t head_dim, std::uint32_t rope_dim,
                    const float* cos_row, const float* sin_row) = nullptr;

  /// x[i] = e[i] * (1 / S), e[i] = exp(x[i] - max), S the striped sum of e. -Inf gives 0. A NaN, a
  /// +Inf, or nothing above -Inf makes every result NaN. n = 0 does nothing.
  void (*softmax)(float* x, std::size_t n) = nullptr;

  /// As f16_from_f32 (round to nearest even, finite overflow saturates) and f32_from_f16.
  void (*f32_to_f16)(const float* x, std::size_t n, std::uint16_t* y) = nullptr;
  void (*f16_to_f32)(const std::uint16_t* x, std::size_t n, float* y) = nullptr;

  /// For each query head in [head_begin, head_end): s[p] = dot(q, k[p]) * scale for every position,
  /// e[p] = exp(s[p] - max s), out = A * (1 / S) with S the striped sum of e and A the sum of
  /// e[p] * v[p]: blocks of 32 positions are each added up in order from +0, then the blocks in
  /// order from +0. NaN as in softmax. `out`: (heads, head_dim), only the heads of the range are
  /// written. scratch: attention_scratch_floats(head_dim, n_positions) floats.
  void (*attention)(const AttentionRow& row, std::uint32_t head_begin, std::uint32_t head_end,
                    float* out, float* scratch) = nullptr;

  /// `tokens` queries at once, each with the bits that `attention` gives: token t has its query at
  /// first.q + t * q_stride, sees first.n_positions + t positions and writes to out + t *
  /// out_stride. Reads the cache once for several tokens and heads. scratch: for
  /// first.n_positions + tokens - 1 positions.
  void (*attention_block)(const AttentionRow& first, std::uint32_t tokens, std::size_t q_stride,
                          std::uint32_t head_begin, std::uint32_t head_end, float* out,
                          std::size_t out_stride, float* scratch) = nullptr;
};

/// cos and sin of position * freq_base^(-2 i / rope_dim), i < rope_dim / 2, computed in double (at
/// positions up to 2^20 the error is below 1 ulp of f32). Requires rope_dim even.
void rope_table(std::uint32_t rope_dim, double freq_base, std::uint32_t position, float* cos_row,
                float* sin_row) noexcept;

}  // namespace bitnet::kernels
