// SPDX-License-Identifier: Apache-2.0
// Carves the buffers of a forward pass out of one mapping; a first walk without memory gives the
// size, so that size and layout cannot disagree.
#include "model/activations.h"

#include <bitnet/kernels/ops.h>

#include <algorithm>

namespace bitnet::runtime {

class Activations::Carver {
 public:
  explicit Carver(std::uint8_t* base) : base_(base) {}

  // Aligned to 128 bytes: neighbours of different threads share no cache line, nor the pair of
  // lines that the prefetcher fetches together.
  template <typename T>
  T* take(std::size_t count) {
    const std::size_t at = used_;
    used_ += (count * sizeof(T) + 127) / 128 * 128;
    // NOLINTNEXTLINE: typed views of raw memory of trivial types
    return base_ == nullptr ? nullptr : reinterpret_cast<T*>(base_ + at);
  }

  TokenBlock block(const ModelConfig& config, std::uint32_t capacity) {
    TokenBlock block;
    const std::size_t n = capacity;
    block.capacity = capacity;
    block.q = take<std::int8_t>(n * kernels::int8_stride(std::max(config.embd, config.ff)));
    block.scale = take<float>(n);
    block.sum = take<std::int32_t>(n);
    block.product = take<float>(n * config.embd);
    block.gate = take<float>(n * config.ff);
    block.up = take<float>(n * config.ff);
    return block;
  }

  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  std::uint8_t* base_;
  std::size_t used_ = 0;
};

void Activations::carve(Carver& carver, const ModelConfig& config, std::uint32_t batch,
                        std::uint32_t context, unsigned threads) {
  const std::size_t n = batch;
  const std::uint32_t widest = std::max(config.embd, config.ff);
  qkv_width = std::size_t{config.embd} + 2 * std::size_t{config.kv_dim()};
  hidden = carver.take<float>(n * config.embd);
  qkv = carver.take<float>(n * qkv_width);
  attended = carver.take<float>(n * config.embd);
  cos = carver.take<float>(n * config.rope_dim / 2);
  sin = carver.take<float>(n * config.rope_dim / 2);
  // Passes that are divided by rows have fewer tokens than this; the others work in thread blocks.
  const auto by_rows = static_cast<std::uint32_t>(
      std::min<std::size_t>(n, std::size_t{kernels::kMatmulTokenBlock} * threads));
  shared = carver.block(config, by_rows);
  const std::uint32_t own = splits_tokens(batch, threads) ? kThreadBlock : 1;
  thread.resize(threads);
  for (ThreadBuffers& buffers : thread) {
    buffers.block = carver.block(config, own);
    buffers.normed = carver.take<float>(widest);
    buffers.item = carver.take<float>(qkv_width);
    buffers.attention =
        carver.take<float>(kernels::attention_scratch_floats(config.head_dim, context));
    buffers.matmul = carver.take<std::uint8_t>(
        kernels::matmul_scratch_bytes(widest, std::max(by_rows, kThreadBlock)));
  }
}

std::size_t Activations::bytes(const ModelConfig& config, std::uint32_t batch,
                               std::uint32_t context, unsigned threads) {
  Activations measured;
  Carver carver(nullptr);
  measured.carve(carver, config, batch, context, threads);
  return carver.used();
}

Result<Activations> Activations::create(const ModelConfig& config, std::uint32_t batch,
                                        std::uint32_t context, unsigned threads) {
  auto buffer = HugeBuffer::create(bytes(config, batch, context, threads), "the buffers of a pass");
  if (!buffer) {
    return tl::unexpected(buffer.error());
  }
  Activations activations;
  Carver carver(buffer->data());
  activations.carve(carver, config, batch, context, threads);
  activations.buffer_ = std::move(*buffer);
  return activations;
}

}  // namespace bitnet::runtime
