// SPDX-License-Identifier: Apache-2.0
// The counted calls: one row of the table each, and what its arguments say that it moved and
// multiplied. Nothing here decides what is called, and a thread that counts nowhere pays one
// branch.
#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/head.h>
#include <bitnet/kernels/kernels.h>
#include <bitnet/kernels/matmul.h>
#include <bitnet/kernels/ops.h>
#include <bitnet/kernels/screen.h>

#include <chrono>

namespace bitnet::kernels {
namespace {

thread_local KernelCounters* current = nullptr;

struct Cost {
  std::uint64_t bytes = 0;
  std::uint64_t weight_bytes = 0;
  std::uint64_t macs = 0;
};

template <typename Work, typename CostOf>
void counted(KernelId id, const Work& work, const CostOf& cost_of) noexcept {
  KernelCounters* const counters = current;
  if (counters == nullptr) {
    work();
    return;
  }
  const auto begin = std::chrono::steady_clock::now();
  work();
  const auto end = std::chrono::steady_clock::now();
  const Cost cost = cost_of();
  KernelCount& count = counters->count[static_cast<std::size_t>(id)];
  ++count.calls;
  count.bytes += cost.bytes;
  count.weight_bytes += cost.weight_bytes;
  count.macs += cost.macs;
  count.ns += static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(end - begin).count());
}

// Work on n floats that are read and written `streams` times in all.
template <typename Work>
void counted_floats(KernelId id, std::uint64_t n, std::uint64_t streams,
                    const Work& work) noexcept {
  counted(id, work, [&] { return Cost{n * streams * sizeof(float), 0, 0}; });
}

KernelId product_id(MatmulLayout layout, std::uint32_t tokens) noexcept {
  const KernelId first = tokens == 1 ? KernelId::kGemvBits2 : KernelId::kGemmBits2;
  return static_cast<KernelId>(static_cast<unsigned>(first) + static_cast<unsigned>(layout));
}

KernelId typed_id(KernelId first, DenseType type) noexcept {
  return static_cast<KernelId>(static_cast<unsigned>(first) + static_cast<unsigned>(type));
}

// Heads of one group share their K and V, and so do the tokens of a block: each is read once.
// Token t of the block sees n_positions + t positions.
Cost attention_cost(const AttentionRow& first, std::uint64_t tokens, std::uint32_t begin,
                    std::uint32_t end) noexcept {
  if (begin >= end || tokens == 0) {
    return {};
  }
  const std::uint32_t group = first.heads / first.kv_heads;
  const std::uint64_t kv_heads = (end - 1) / group - begin / group + 1;
  const std::uint64_t element = first.type == KvType::kF16 ? 2 : 4;
  const std::uint64_t width = std::uint64_t{end - begin} * first.head_dim;
  const std::uint64_t last = first.n_positions + tokens - 1;
  const std::uint64_t seen = tokens * first.n_positions + tokens * (tokens - 1) / 2;
  return {2 * tokens * width * sizeof(float) + 2 * kv_heads * first.head_dim * last * element, 0,
          2 * width * seen};
}

KernelId attention_id(const AttentionRow& row) noexcept {
  return row.type == KvType::kF16 ? KernelId::kAttentionF16 : KernelId::kAttentionF32;
}

}  // namespace

void KernelCounters::merge(const KernelCounters& other) noexcept {
  for (std::size_t i = 0; i < kKernelIdCount; ++i) {
    count[i].calls += other.count[i].calls;
    count[i].bytes += other.count[i].bytes;
    count[i].weight_bytes += other.count[i].weight_bytes;
    count[i].macs += other.count[i].macs;
    count[i].ns += other.count[i].ns;
  }
}

KernelCounters* count_into(KernelCounters* counters) noexcept {
  KernelCounters* const before = current;
  current = counters;
  return before;
}

void counted_quantize_row(const KernelTable& table, const float* x, std::uint32_t cols,
                          std::int8_t* q, float* scale, std::int32_t* sum) noexcept {
  counted(
      KernelId::kQuantizeRow, [&] { table.matmul.quantize_row(x, cols, q, scale, sum); },
      [&] {
        return Cost{std::uint64_t{cols} * (sizeof(float) + 1) + 8, 0, 0};
      });
}

void counted_matmul(const KernelTable& table, const MatmulWeights& weights, const Int8Rows& x,
                    std::uint32_t row_begin, std::uint32_t row_end, float* y, std::size_t y_stride,
                    void* scratch) noexcept {
  counted(
      product_id(weights.layout, x.tokens),
      [&] { table.matmul.matmul(weights, x, row_begin, row_end, y, y_stride, scratch); },
      [&] {
        const std::uint64_t rows = row_end - row_begin;
        const std::uint64_t codes = matmul_bytes(weights.layout, row_end - row_begin, weights.cols);
        const std::uint64_t vectors = x.tokens * (std::uint64_t{x.cols} + 8 + rows * sizeof(float));
        return Cost{codes + vectors, codes, rows * weights.cols * x.tokens};
      });
}

void counted_rmsnorm(const KernelTable& table, const float* x, const float* weight, std::size_t n,
                     float eps, float* y) noexcept {
  counted_floats(KernelId::kRmsnorm, n, 3, [&] { table.ops.rmsnorm(x, weight, n, eps, y); });
}

void counted_add(const KernelTable& table, float* x, const float* y, std::size_t n) noexcept {
  counted_floats(KernelId::kAdd, n, 3, [&] { table.ops.add(x, y, n); });
}

void counted_relu2_mul(const KernelTable& table, const float* gate, const float* up, std::size_t n,
                       float* y) noexcept {
  counted_floats(KernelId::kRelu2Mul, n, 3, [&] { table.ops.relu2_mul(gate, up, n, y); });
}

void counted_silu_mul(const KernelTable& table, const float* gate, const float* up, std::size_t n,
                      float* y) noexcept {
  counted_floats(KernelId::kSiluMul, n, 3, [&] { table.ops.silu_mul(gate, up, n, y); });
}

void counted_rope_neox(const KernelTable& table, float* x, std::uint32_t heads,
                       std::uint32_t head_dim, std::uint32_t rope_dim, const float* cos_row,
                       const float* sin_row) noexcept {
  counted_floats(KernelId::kRope, (2 * std::uint64_t{heads} + 1) * rope_dim, 1,
                 [&] { table.ops.rope_neox(x, heads, head_dim, rope_dim, cos_row, sin_row); });
}

void counted_f32_to_f16(const KernelTable& table, const float* x, std::size_t n,
                        std::uint16_t* y) noexcept {
  counted(
      KernelId::kF32ToF16, [&] { table.ops.f32_to_f16(x, n, y); },
      [&] {
        return Cost{std::uint64_t{n} * 6, 0, 0};
      });
}

void counted_f16_to_f32(const KernelTable& table, const std::uint16_t* x, std::size_t n,
                        float* y) noexcept {
  counted(
      KernelId::kF16ToF32, [&] { table.ops.f16_to_f32(x, n, y); },
      [&] {
        return Cost{std::uint64_t{n} * 6, 0, 0};
      });
}

void counted_attention(const KernelTable& table, const AttentionRow& row, std::uint32_t head_begin,
                       std::uint32_t head_end, float* out, float* scratch) noexcept {
  counted(
      attention_id(row), [&] { table.ops.attention(row, head_begin, head_end, out, scratch); },
      [&] { return attention_cost(row, 1, head_begin, head_end); });
}

void counted_attention_block(const KernelTable& table, const AttentionRow& first,
                             std::uint32_t tokens, std::size_t q_stride, std::uint32_t head_begin,
                             std::uint32_t head_end, float* out, std::size_t out_stride,
                             float* scratch) noexcept {
  counted(
      attention_id(first),
      [&] {
        table.ops.attention_block(first, tokens, q_stride, head_begin, head_end, out, out_stride,
                                  scratch);
      },
      [&] { return attention_cost(first, tokens, head_begin, head_end); });
}

void counted_embedding_row(const KernelTable& table, DenseType type, const std::uint8_t* row,
                           std::size_t cols, float* y) noexcept {
  counted(
      typed_id(KernelId::kEmbedF32, type), [&] { table.head.dequantize_row(type, row, cols, y); },
      [&] {
        const std::uint64_t stored = dense_row_bytes(type, cols);
        return Cost{stored + cols * sizeof(float), stored, 0};
      });
}

void counted_logits(const KernelTable& table, const DenseMatrix& head, const float* x,
                    std::uint32_t tokens, std::size_t x_stride, std::uint32_t row_begin,
                    std::uint32_t row_end, float* logits, std::size_t logits_stride) noexcept {
  counted(
      typed_id(KernelId::kHeadF32, head.type),
      [&] {
        table.head.logits(head, x, tokens, x_stride, row_begin, row_end, logits, logits_stride);
      },
      [&] {
        const std::uint64_t rows = row_end - row_begin;
        const std::uint64_t stored = rows * dense_row_bytes(head.type, head.cols);
        const std::uint64_t vectors = tokens * (rows + head.cols) * sizeof(float);
        return Cost{stored + vectors, stored, rows * head.cols * tokens};
      });
}

void counted_coarse(const KernelTable& table, const ScreenMatrix& screen, const ScreenQuery& query,
                    std::uint32_t row_begin, std::uint32_t row_end, float* approximation,
                    float* highest) noexcept {
  counted(
      KernelId::kScreen,
      [&] { table.screen.coarse(screen, query, row_begin, row_end, approximation, highest); },
      [&] {
        const std::uint64_t rows = row_end - row_begin;
        const std::uint64_t stored = screen_rows_bytes(screen, row_end - row_begin);
        const std::uint64_t planes = 2 * std::uint64_t{screen.cols};
        return Cost{stored + planes + 2 * rows * sizeof(float), stored, rows * screen.cols};
      });
}

std::uint32_t counted_top_rows(const KernelTable& table, const DenseMatrix& head,
                               const ScreenMatrix& screen, const ScreenQuery& query,
                               std::uint32_t row_begin, std::uint32_t row_end, std::uint32_t k,
                               const ScreenCoarse& coarse, std::uint32_t* ids, float* logits,
                               void* scratch, ScreenCounts* counts) noexcept {
  ScreenCounts read;
  std::uint32_t found = 0;
  counted(
      KernelId::kScreen,
      [&] {
        found = table.screen.top_rows(head, screen, query, row_begin, row_end, k, coarse, ids,
                                      logits, scratch, &read);
      },
      [&] {
        const std::uint64_t stored = screen_top_bytes(head, read);
        const std::uint64_t values = 2 * std::uint64_t{row_end - row_begin} * sizeof(float);
        const std::uint64_t results = std::uint64_t{found} * (sizeof(float) + sizeof(*ids));
        const std::uint64_t products = std::uint64_t{read.refined} + read.exact;
        return Cost{stored + values + results, stored, products * head.cols};
      });
  if (counts != nullptr) {
    counts->refined += read.refined;
    counts->exact += read.exact;
  }
  return found;
}

}  // namespace bitnet::kernels
