// SPDX-License-Identifier: Apache-2.0
// What a run did, counted where it was done: every counted_* function calls one row of the kernel
// table and adds calls, bytes, multiplications and time, taken from the arguments of that very
// call. A receipt is made of these counters and of nothing else. Does not sum up threads' counters
// on its own, makes no receipt, prints nothing.
#pragma once

#include <bitnet/kernels/isa.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bitnet::kernels {

struct KernelTable;
struct MatmulWeights;
struct Int8Rows;
struct AttentionRow;
struct DenseMatrix;
struct ScreenMatrix;
struct ScreenQuery;
struct ScreenCoarse;
struct ScreenCounts;
enum class DenseType : std::uint8_t;

/// One per operation and format. gemv: one token a call; gemm: several.
enum class KernelId : std::uint16_t {
  kGemvBits2,
  kGemvTrits5,
  kGemvTl1,
  kGemvTl2,
  kGemmBits2,
  kGemmTrits5,
  kGemmTl1,
  kGemmTl2,
  kQuantizeRow,
  kEmbedF32,
  kEmbedF16,
  kEmbedBf16,
  kEmbedQ8_0,
  kEmbedQ6K,
  kEmbedQ4_0,
  kHeadF32,
  kHeadF16,
  kHeadBf16,
  kHeadQ8_0,
  kHeadQ6K,
  kHeadQ4_0,
  kScreen,
  kAttentionF32,
  kAttentionF16,
  kRmsnorm,
  kAdd,
  kRelu2Mul,
  kSiluMul,
  kRope,
  kF32ToF16,
  kF16ToF32
};

inline constexpr std::size_t kKernelIdCount = static_cast<std::size_t>(KernelId::kF16ToF32) + 1;

/// bytes: every operand and result once per call, however often a kernel reads it again from cache.
/// weight_bytes: the part of `bytes` that is stored weights (packed codes, head, embedding,
/// screen). macs: multiply-accumulates of matrix products and attention; 0 for element-wise
/// operations. ns: wall time inside the call, on the calling thread.
struct KernelCount {
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;
  std::uint64_t weight_bytes = 0;
  std::uint64_t macs = 0;
  std::uint64_t ns = 0;
};

/// Counters of one thread; a cache line of its own, so that threads do not disturb each other.
struct alignas(64) KernelCounters {
  std::array<KernelCount, kKernelIdCount> count{};

  [[nodiscard]] const KernelCount& of(KernelId id) const noexcept {
    return count[static_cast<std::size_t>(id)];
  }

  /// Adds the counters of another thread that has stopped counting.
  void merge(const KernelCounters& other) noexcept;
};

/// From now on the counted_* calls of this thread are added to `*counters`; nullptr (the state in
/// which a thread starts) counts nothing and takes no time. Returns what was set before. Two
/// threads never share counters at the same time.
KernelCounters* count_into(KernelCounters* counters) noexcept;

/// count_into for the life of a scope.
class CountScope {
 public:
  explicit CountScope(KernelCounters* counters) noexcept : before_(count_into(counters)) {}

  ~CountScope() { count_into(before_); }

  CountScope(const CountScope&) = delete;
  CountScope& operator=(const CountScope&) = delete;

 private:
  KernelCounters* before_;
};

/// "i2s_gemv", "tl2_gemm", "head_q6_k", "rmsnorm" ...; an id in a receipt is this + "_" + the name
/// of the ISA. Ternary products start with i2s_, tl1_ or tl2_.
[[nodiscard]] std::string_view kernel_stem(KernelId id) noexcept;

/// The ISA whose code runs behind that row of `table`: a table inherits the rows that its own ISA
/// does not have, and a receipt must name the code that ran.
[[nodiscard]] Isa kernel_isa(const KernelTable& table, KernelId id) noexcept;

// The rows of the table under the same contracts (matmul.h, ops.h, head.h), counted.

void counted_quantize_row(const KernelTable& table, const float* x, std::uint32_t cols,
                          std::int8_t* q, float* scale, std::int32_t* sum) noexcept;

void counted_matmul(const KernelTable& table, const MatmulWeights& weights, const Int8Rows& x,
                    std::uint32_t row_begin, std::uint32_t row_end, float* y, std::size_t y_stride,
                    void* scratch) noexcept;

void counted_rmsnorm(const KernelTable& table, const float* x, const float* weight, std::size_t n,
                     float eps, float* y) noexcept;
void counted_add(const KernelTable& table, float* x, const float* y, std::size_t n) noexcept;
void counted_relu2_mul(const KernelTable& table, const float* gate, const float* up, std::size_t n,
                       float* y) noexcept;
void counted_silu_mul(const KernelTable& table, const float* gate, const float* up, std::size_t n,
                      float* y) noexcept;
void counted_rope_neox(const KernelTable& table, float* x, std::uint32_t heads,
                       std::uint32_t head_dim, std::uint32_t rope_dim, const float* cos_row,
                       const float* sin_row) noexcept;
void counted_f32_to_f16(const KernelTable& table, const float* x, std::size_t n,
                        std::uint16_t* y) noexcept;
void counted_f16_to_f32(const KernelTable& table, const std::uint16_t* x, std::size_t n,
                        float* y) noexcept;
void counted_attention(const KernelTable& table, const AttentionRow& row, std::uint32_t head_begin,
                       std::uint32_t head_end, float* out, float* scratch) noexcept;
void counted_attention_block(const KernelTable& table, const AttentionRow& first,
                             std::uint32_t tokens, std::size_t q_stride, std::uint32_t head_begin,
                             std::uint32_t head_end, float* out, std::size_t out_stride,
                             float* scratch) noexcept;

/// One row of the embedding: exactly one call per token that enters the model.
void counted_embedding_row(const KernelTable& table, DenseType type, const std::uint8_t* row,
                           std::size_t cols, float* y) noexcept;

void counted_logits(const KernelTable& table, const DenseMatrix& head, const float* x,
                    std::uint32_t tokens, std::size_t x_stride, std::uint32_t row_begin,
                    std::uint32_t row_end, float* logits, std::size_t logits_stride) noexcept;

/// ScreenKernels::coarse.
void counted_coarse(const KernelTable& table, const ScreenMatrix& screen, const ScreenQuery& query,
                    std::uint32_t row_begin, std::uint32_t row_end, float* approximation,
                    float* highest) noexcept;

/// ScreenKernels::top_rows: the products of rows that are refined or computed exactly. What it read
/// is added to *counts, which may be null.
std::uint32_t counted_top_rows(const KernelTable& table, const DenseMatrix& head,
                               const ScreenMatrix& screen, const ScreenQuery& query,
                               std::uint32_t row_begin, std::uint32_t row_end, std::uint32_t k,
                               const ScreenCoarse& coarse, std::uint32_t* ids, float* logits,
                               void* scratch, ScreenCounts* counts) noexcept;

}  // namespace bitnet::kernels
