// SPDX-License-Identifier: Apache-2.0
// What the counted calls add, worked out by hand, with a table whose rows only note that they ran.
#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <thread>

namespace bitnet::kernels {
namespace {

int products_run = 0;

void no_product(const MatmulWeights& /*w*/, const Int8Rows& /*act*/, std::uint32_t /*row_begin*/,
                std::uint32_t /*row_end*/, float* /*y*/, std::size_t /*stride*/,
                void* /*scratch*/) {
  ++products_run;
}

void no_logits(const DenseMatrix& /*head*/, const float* /*x*/, std::uint32_t /*tokens*/,
               std::size_t /*x_stride*/, std::uint32_t /*row_begin*/, std::uint32_t /*row_end*/,
               float* /*logits*/, std::size_t /*logits_stride*/) {}

void no_attention(const AttentionRow& /*row*/, std::uint32_t /*begin*/, std::uint32_t /*end*/,
                  float* /*out*/, float* /*scratch*/) {}

void no_attention_block(const AttentionRow& /*first*/, std::uint32_t /*tokens*/,
                        std::size_t /*q_stride*/, std::uint32_t /*begin*/, std::uint32_t /*end*/,
                        float* /*out*/, std::size_t /*out_stride*/, float* /*scratch*/) {}

void no_row(DenseType /*type*/, const std::uint8_t* /*row*/, std::size_t /*cols*/, float* /*y*/) {}

std::uint32_t no_screen(const DenseMatrix& /*head*/, const ScreenMatrix& /*screen*/,
                        const ScreenQuery& /*query*/, std::uint32_t /*row_begin*/,
                        std::uint32_t /*row_end*/, std::uint32_t /*k*/,
                        const ScreenCoarse& /*coarse*/, std::uint32_t* /*ids*/, float* /*logits*/,
                        void* /*scratch*/, ScreenCounts* counts) {
  counts->refined += 3;
  counts->exact += 2;
  return 2;
}

void no_coarse(const ScreenMatrix& /*screen*/, const ScreenQuery& /*query*/,
               std::uint32_t /*row_begin*/, std::uint32_t /*row_end*/, float* /*approximation*/,
               float* /*highest*/) {}

KernelTable idle_table() {
  KernelTable table = kernels_for(Isa::kScalar);
  table.matmul.matmul = no_product;
  table.head.logits = no_logits;
  table.head.dequantize_row = no_row;
  table.ops.attention = no_attention;
  table.ops.attention_block = no_attention_block;
  table.screen.coarse = no_coarse;
  table.screen.top_rows = no_screen;
  return table;
}

void multiply(const KernelTable& table, std::uint32_t tokens, MatmulLayout layout) {
  const MatmulWeights weights{nullptr, layout, 64, 640, 1.0F};
  const Int8Rows rows{nullptr, nullptr, nullptr, tokens, 640, int8_stride(640)};
  counted_matmul(table, weights, rows, 16, 48, nullptr, 64, nullptr);
}

std::uint64_t total_calls(const KernelCounters& counters) {
  std::uint64_t calls = 0;
  for (const KernelCount& count : counters.count) {
    calls += count.calls;
  }
  return calls;
}

TEST_CASE("counters: a thread that counts nowhere only calls") {
  const KernelTable table = idle_table();
  KernelCounters counters;
  const int before = products_run;
  multiply(table, 1, MatmulLayout::kBits2);
  CHECK(products_run == before + 1);
  CHECK(total_calls(counters) == 0);
  {
    const CountScope scope(&counters);
    multiply(table, 1, MatmulLayout::kBits2);
    {
      const CountScope inner(nullptr);
      multiply(table, 1, MatmulLayout::kBits2);
    }
    multiply(table, 1, MatmulLayout::kBits2);
    std::thread([&] { multiply(table, 1, MatmulLayout::kBits2); }).join();
  }
  multiply(table, 1, MatmulLayout::kBits2);
  CHECK(products_run == before + 6);
  CHECK(total_calls(counters) == 2);
}

TEST_CASE("counters: products, by layout and number of tokens") {
  const KernelTable table = idle_table();
  KernelCounters counters;
  const CountScope scope(&counters);
  for (const MatmulLayout layout : kAllMatmulLayouts) {
    multiply(table, 1, layout);
    multiply(table, 7, layout);
    const auto at = static_cast<std::size_t>(layout);
    const KernelCount& one = counters.count[static_cast<std::size_t>(KernelId::kGemvBits2) + at];
    const KernelCount& many = counters.count[static_cast<std::size_t>(KernelId::kGemmBits2) + at];
    const std::uint64_t codes = matmul_bytes(layout, 32, 640);
    CHECK(one.calls == 1);
    CHECK(one.macs == 32U * 640U);
    CHECK(one.weight_bytes == codes);
    CHECK(one.bytes == codes + 640 + 8 + 32 * 4);
    CHECK(many.calls == 1);
    CHECK(many.macs == 7U * 32U * 640U);
    CHECK(many.weight_bytes == codes);
    CHECK(many.bytes == codes + 7 * (640 + 8 + 32 * 4));
  }
  CHECK(total_calls(counters) == 8);
}

TEST_CASE("counters: head, screen and embedding, by type") {
  const KernelTable table = idle_table();
  KernelCounters counters;
  const CountScope scope(&counters);
  const DenseMatrix head{nullptr, DenseType::kQ6_K, 1000, 512};
  counted_logits(table, head, nullptr, 2, 512, 100, 600, nullptr, 1000);
  const KernelCount& logits = counters.of(KernelId::kHeadQ6K);
  CHECK(logits.macs == 2U * 500U * 512U);
  CHECK(logits.weight_bytes == 500U * 420U);
  CHECK(logits.bytes == 500U * 420U + 2U * (500U + 512U) * 4U);

  counted_embedding_row(table, DenseType::kF16, nullptr, 512, nullptr);
  counted_embedding_row(table, DenseType::kBF16, nullptr, 512, nullptr);
  CHECK(counters.of(KernelId::kEmbedF16).calls == 1);
  CHECK(counters.of(KernelId::kEmbedF16).bytes == 512U * 6U);
  CHECK(counters.of(KernelId::kEmbedBf16).weight_bytes == 512U * 2U);
  CHECK(counters.of(KernelId::kEmbedBf16).macs == 0);

  ScreenCounts read{10, 20};
  CHECK(counted_top_rows(table, head, {}, {}, 0, 100, 1, {}, nullptr, nullptr, nullptr, &read) ==
        2);
  CHECK(read.refined == 13);
  CHECK(read.exact == 22);
  const KernelCount& screen = counters.of(KernelId::kScreen);
  CHECK(screen.macs == 5U * 512U);
  CHECK(screen.weight_bytes == screen_top_bytes(head, {3, 2}));
  CHECK(screen.bytes == screen.weight_bytes + 100U * 8U + 2U * 8U);
  const ScreenMatrix copy{nullptr, 1000, 512};
  counted_coarse(table, copy, {}, 0, 100, nullptr, nullptr);
  CHECK(screen.calls == 2);
  CHECK(screen.macs == 105U * 512U);
  CHECK(screen.weight_bytes == screen_top_bytes(head, {3, 2}) + screen_rows_bytes(copy, 100));
}

TEST_CASE("counters: attention, one query or a block") {
  const KernelTable table = idle_table();
  KernelCounters counters;
  const CountScope scope(&counters);
  AttentionRow row;
  row.heads = 8;
  row.kv_heads = 2;
  row.head_dim = 16;
  row.n_positions = 10;
  row.type = KvType::kF32;
  counted_attention(table, row, 3, 5, nullptr, nullptr);  // one head of each group
  const KernelCount& f32 = counters.of(KernelId::kAttentionF32);
  CHECK(f32.macs == 2U * 2U * 16U * 10U);
  CHECK(f32.bytes == 2U * 2U * 16U * 4U + 2U * 2U * 16U * 10U * 4U);

  row.type = KvType::kF16;
  counted_attention_block(table, row, 3, 128, 0, 8, nullptr, 128, nullptr);
  const KernelCount& f16 = counters.of(KernelId::kAttentionF16);
  CHECK(f16.macs == 2U * 8U * 16U * (10U + 11U + 12U));
  CHECK(f16.bytes == 2U * 3U * 8U * 16U * 4U + 2U * 2U * 16U * 12U * 2U);
  counted_attention(table, row, 4, 4, nullptr, nullptr);
  CHECK(f16.macs == 2U * 8U * 16U * 33U);
}

TEST_CASE("counters: element-wise operations really run and take time") {
  const KernelTable& table = kernels_for(best_isa());
  KernelCounters counters;
  const CountScope scope(&counters);
  float x[4] = {1, 2, 3, 4};
  const float y[4] = {10, 20, 30, 40};
  counted_add(table, x, y, 4);
  CHECK(x[3] == 44.0F);
  counted_relu2_mul(table, x, y, 4, x);
  counted_silu_mul(table, x, y, 4, x);
  counted_rmsnorm(table, x, y, 4, 1e-5F, x);
  std::uint16_t half[4];
  counted_f32_to_f16(table, x, 4, half);
  counted_f16_to_f32(table, half, 4, x);
  const float cosine[1] = {1};
  const float sine[1] = {0};
  counted_rope_neox(table, x, 2, 2, 2, cosine, sine);
  std::int8_t q[64];
  float scale = 0;
  std::int32_t sum = 0;
  counted_quantize_row(table, y, 4, q, &scale, &sum);
  CHECK(q[3] == 127);
  CHECK(counters.of(KernelId::kAdd).bytes == 48);
  CHECK(counters.of(KernelId::kRelu2Mul).calls == 1);
  CHECK(counters.of(KernelId::kSiluMul).bytes == 48);
  CHECK(counters.of(KernelId::kRmsnorm).macs == 0);
  CHECK(counters.of(KernelId::kF32ToF16).bytes == 24);
  CHECK(counters.of(KernelId::kF16ToF32).bytes == 24);
  CHECK(counters.of(KernelId::kRope).bytes == 40);
  CHECK(counters.of(KernelId::kQuantizeRow).bytes == 28);
  for (int i = 0; i < 100000; ++i) {
    counted_add(table, x, y, 4);
  }
  CHECK(counters.of(KernelId::kAdd).ns > 0);
  CHECK(counters.of(KernelId::kAdd).weight_bytes == 0);
}

TEST_CASE("counters: merging adds every member") {
  KernelCounters a;
  KernelCounters b;
  a.count[2] = {1, 2, 3, 4, 5};
  b.count[2] = {10, 20, 30, 40, 50};
  b.count[kKernelIdCount - 1] = {1, 1, 1, 1, 1};
  a.merge(b);
  CHECK(a.count[2].calls == 11);
  CHECK(a.count[2].bytes == 22);
  CHECK(a.count[2].weight_bytes == 33);
  CHECK(a.count[2].macs == 44);
  CHECK(a.count[2].ns == 55);
  CHECK(a.count[kKernelIdCount - 1].ns == 1);
}

TEST_CASE("counters: every id has a name of its own, and products have the right class") {
  std::set<std::string_view> stems;
  for (std::size_t i = 0; i < kKernelIdCount; ++i) {
    const std::string_view stem = kernel_stem(static_cast<KernelId>(i));
    CHECK_FALSE(stem.empty());
    stems.insert(stem);
  }
  CHECK(stems.size() == kKernelIdCount);
  CHECK(kernel_stem(KernelId::kGemvTrits5) == "i2s_trits5_gemv");
  CHECK(kernel_stem(KernelId::kGemmTl2) == "tl2_gemm");
  CHECK(kernel_stem(KernelId::kEmbedQ4_0) == "embed_q4_0");
  CHECK(kernel_stem(KernelId::kHeadF32) == "head_f32");
  CHECK(kernel_stem(KernelId::kHeadQ4_0) == "head_q4_0");
  CHECK(kernel_stem(KernelId::kAttentionF16) == "attention_f16");
  CHECK(kernel_stem(KernelId::kF16ToF32) == "f16_to_f32");
}

TEST_CASE("counters: the ISA of a row is that of the code behind it") {
  for (const Isa isa : kAllIsas) {
    if (!isa_available(isa)) {
      continue;
    }
    for (std::size_t i = 0; i < kKernelIdCount; ++i) {
      const auto id = static_cast<KernelId>(i);
      const Isa found = kernel_isa(kernels_for(isa), id);
      CAPTURE(kernel_stem(id));
      CHECK(found <= isa);
      CHECK((isa != Isa::kScalar || found == Isa::kScalar));
    }
  }
  KernelTable mixed = kernels_for(best_isa());
  mixed.ops.add = kernels_for(Isa::kScalar).ops.add;  // a row that this ISA does not have
  CHECK(kernel_isa(mixed, KernelId::kAdd) == Isa::kScalar);
  CHECK(kernel_isa(mixed, KernelId::kGemvBits2) ==
        kernel_isa(kernels_for(best_isa()), KernelId::kGemvBits2));
}

}  // namespace
}  // namespace bitnet::kernels
