// SPDX-License-Identifier: Apache-2.0
// Receipts to test with: the example in the repository, and one built from counters that fit a tiny
// model. Only for tests.
#pragma once

#include "receipt/json_text.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/receipt.h>

#include <fstream>
#include <iterator>
#include <string>

namespace bitnet::runtime::receipt {

inline std::string file_text(const std::string& name) {
  std::ifstream in(std::string(BITNET_SOURCE_DIR) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string example_text() {
  return file_text("gates/testdata/schema/receipt.json");
}

inline kernels::KernelCount& count_of(ReceiptInput& input, kernels::KernelId id) {
  return input.counters.count[static_cast<std::size_t>(id)];
}

/// A run that every rule accepts: 2 layers of 64 x 128, 4 heads of 16 over 2, 300 tokens; prompt of
/// 5 in one pass, 4 generated, 2 threads.
inline ReceiptInput good_input() {
  using kernels::KernelId;
  constexpr std::uint64_t kWeights = 2 * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128);
  constexpr std::uint64_t kForwarded = 8;
  ReceiptInput input;
  input.table = &kernels::kernels_for(kernels::best_isa());
  input.settings.isa = kernels::best_isa();
  input.model = {"tiny.gguf", "i2_s", 2, 64, 128, 4, 2, 16, 300, 50000, ""};
  input.run.prompt_tokens = 5;
  input.run.generated_tokens = 4;
  input.run.forwarded_tokens = kForwarded;
  input.run.forward_passes = 4;
  input.run.head_positions = 4;
  input.run.threads = 2;
  input.run.wall_ns = 1000000;
  input.run.first_token_ns = 400000;
  input.run.peak_rss_bytes = 123456789;
  input.run.stop_reason = "max_tokens";
  input.run.token_sha256 = token_digest({});
  count_of(input, KernelId::kGemvBits2) = {84, 60000, kWeights / 4 * 3, kWeights * 3, 300000};
  count_of(input, KernelId::kGemmBits2) = {28, 40000, kWeights / 4, kWeights * 5, 200000};
  count_of(input, KernelId::kQuantizeRow) = {64, 20000, 0, 0, 10000};
  count_of(input, KernelId::kEmbedF16) = {kForwarded, 3072, 1024, 0, 1000};
  count_of(input, KernelId::kHeadF16) = {8, 160000, 153600, 4 * 300 * 64, 90000};
  count_of(input, KernelId::kAttentionF16) = {32, 9000, 0, 2 * 2 * 4 * 16 * 36, 8000};
  count_of(input, KernelId::kRmsnorm) = {72, 50000, 0, 0, 3000};
  return input;
}

}  // namespace bitnet::runtime::receipt
