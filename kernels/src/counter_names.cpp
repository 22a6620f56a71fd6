// SPDX-License-Identifier: Apache-2.0
// Names of counted kernels, and which ISA's code stands behind a row of a table.
#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {
namespace {

constexpr std::array<std::string_view, kKernelIdCount> kStems = {"i2s_gemv",      "i2s_trits5_gemv",
                                                                 "tl1_gemv",      "tl2_gemv",
                                                                 "i2s_gemm",      "i2s_trits5_gemm",
                                                                 "tl1_gemm",      "tl2_gemm",
                                                                 "quantize_int8", "embed_f32",
                                                                 "embed_f16",     "embed_bf16",
                                                                 "embed_q8_0",    "embed_q6_k",
                                                                 "embed_q4_0",    "head_f32",
                                                                 "head_f16",      "head_bf16",
                                                                 "head_q8_0",     "head_q6_k",
                                                                 "head_q4_0",     "screen_head",
                                                                 "attention_f32", "attention_f16",
                                                                 "rmsnorm",       "add",
                                                                 "relu2_mul",     "silu_mul",
                                                                 "rope_neox",     "f32_to_f16",
                                                                 "f16_to_f32"};
static_assert(!kStems.back().empty());

bool in_range(KernelId id, KernelId first, KernelId last) noexcept {
  return first <= id && id <= last;
}

// True if `id` calls the same function in both tables.
bool same_row(const KernelTable& a, const KernelTable& b, KernelId id) noexcept {
  if (in_range(id, KernelId::kGemvBits2, KernelId::kGemmTl2)) {
    return a.matmul.matmul == b.matmul.matmul;
  }
  if (in_range(id, KernelId::kEmbedF32, KernelId::kEmbedQ4_0)) {
    return a.head.dequantize_row == b.head.dequantize_row;
  }
  if (in_range(id, KernelId::kHeadF32, KernelId::kHeadQ4_0)) {
    return a.head.logits == b.head.logits;
  }
  switch (id) {
    case KernelId::kQuantizeRow:
      return a.matmul.quantize_row == b.matmul.quantize_row;
    case KernelId::kScreen:
      return a.screen.coarse == b.screen.coarse && a.screen.top_rows == b.screen.top_rows;
    case KernelId::kAttentionF32:
    case KernelId::kAttentionF16:
      return a.ops.attention == b.ops.attention && a.ops.attention_block == b.ops.attention_block;
    case KernelId::kRmsnorm:
      return a.ops.rmsnorm == b.ops.rmsnorm;
    case KernelId::kAdd:
      return a.ops.add == b.ops.add;
    case KernelId::kRelu2Mul:
      return a.ops.relu2_mul == b.ops.relu2_mul;
    case KernelId::kSiluMul:
      return a.ops.silu_mul == b.ops.silu_mul;
    case KernelId::kRope:
      return a.ops.rope_neox == b.ops.rope_neox;
    case KernelId::kF32ToF16:
      return a.ops.f32_to_f16 == b.ops.f32_to_f16;
    default:
      return a.ops.f16_to_f32 == b.ops.f16_to_f32;
  }
}

}  // namespace

std::string_view kernel_stem(KernelId id) noexcept {
  return kStems[static_cast<std::size_t>(id)];
}

Isa kernel_isa(const KernelTable& table, KernelId id) noexcept {
  for (const Isa isa : kAllIsas) {
    if (isa_available(isa) && same_row(kernels_for(isa), table, id)) {
      return isa;
    }
  }
  return table.isa;
}

}  // namespace bitnet::kernels
