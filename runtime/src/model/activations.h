// SPDX-License-Identifier: Apache-2.0
// The buffers of a forward pass, carved out of one block of memory. Knows sizes only.
#pragma once

#include <bitnet/kernels/matmul.h>
#include <bitnet/runtime/huge_buffer.h>
#include <bitnet/runtime/model_config.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bitnet::runtime {

/// Quantised rows and products of up to `capacity` tokens that go through a layer together.
struct TokenBlock {
  std::uint32_t capacity = 0;
  std::int8_t* q = nullptr;     // capacity x int8_stride(max(embd, ff))
  float* scale = nullptr;       // capacity
  std::int32_t* sum = nullptr;  // capacity
  float* product = nullptr;     // capacity x embd
  float* gate = nullptr;        // capacity x ff
  float* up = nullptr;          // capacity x ff
};

struct ThreadBuffers {
  TokenBlock block;
  float* normed = nullptr;         // max(embd, ff): one token between norm and quantisation
  float* item = nullptr;           // qkv_width: results of an item of a single token
  float* attention = nullptr;      // attention_scratch_floats
  std::uint8_t* matmul = nullptr;  // matmul_scratch_bytes, on a 64-byte boundary
};

/// Tokens that one thread takes through a layer at a time when tokens are split over threads.
inline constexpr std::uint32_t kThreadBlock = 2 * kernels::kMatmulTokenBlock;

class Activations {
 public:
  Activations() = default;

  /// batch: most tokens of a pass; context: most positions that attention sees.
  [[nodiscard]] static Result<Activations> create(const ModelConfig& config, std::uint32_t batch,
                                                  std::uint32_t context, unsigned threads);

  [[nodiscard]] static std::size_t bytes(const ModelConfig& config, std::uint32_t batch,
                                         std::uint32_t context, unsigned threads);

  float* hidden = nullptr;    // batch x embd: the residual stream
  float* qkv = nullptr;       // batch x qkv_width
  float* attended = nullptr;  // batch x embd
  float* cos = nullptr;       // batch x rope_dim / 2
  float* sin = nullptr;
  std::size_t qkv_width = 0;  // embd + 2 * kv_dim
  TokenBlock shared;          // when rows are split over threads
  std::vector<ThreadBuffers> thread;

 private:
  class Carver;
  void carve(Carver& carver, const ModelConfig& config, std::uint32_t batch, std::uint32_t context,
             unsigned threads);

  HugeBuffer buffer_;
};

/// Whether a pass over `tokens` is divided by tokens; otherwise by matrix rows.
[[nodiscard]] constexpr bool splits_tokens(std::uint32_t tokens, unsigned threads) noexcept {
  return tokens >= std::size_t{kernels::kMatmulTokenBlock} * threads;
}

}  // namespace bitnet::runtime
