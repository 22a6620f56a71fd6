// SPDX-License-Identifier: Apache-2.0
// Keys and values of all layers and positions, f16 or f32. Layer by layer, K before V, in each head
// by head with its positions contiguous: attention of a token reads one head's K as one stream,
// then its V. (With the heads of a position side by side it reads 256 bytes of every 1280, which
// the hardware does not see coming.)
#pragma once

#include <bitnet/kernels/ops.h>
#include <bitnet/runtime/huge_buffer.h>
#include <bitnet/runtime/model_config.h>

#include <cstddef>
#include <cstdint>

namespace bitnet::runtime {

class KvCache {
 public:
  KvCache() = default;

  [[nodiscard]] static std::size_t bytes(const ModelConfig& config, kernels::KvType type,
                                         std::uint32_t context) noexcept {
    return std::size_t{2} * config.layers * context * config.kv_dim() * element_bytes(type);
  }

  [[nodiscard]] static Result<KvCache> create(const ModelConfig& config, kernels::KvType type,
                                              std::uint32_t context) {
    KvCache cache;
    // Small pages: a token writes a little into every layer's K and V. With large ones the first
    // token of a 30-layer model would wait for 120 MiB of zeros.
    auto buffer =
        HugeBuffer::create(bytes(config, type, context), "the KV cache", PageSize::kSmall);
    if (!buffer) {
      return tl::unexpected(buffer.error());
    }
    cache.buffer_ = std::move(*buffer);
    cache.type_ = type;
    cache.row_bytes_ = std::size_t{config.head_dim} * element_bytes(type);
    cache.head_bytes_ = cache.row_bytes_ * context;
    cache.plane_bytes_ = cache.head_bytes_ * config.kv_heads;
    return cache;
  }

  [[nodiscard]] kernels::KvType type() const noexcept { return type_; }

  /// head_dim elements of kv head `head`.
  [[nodiscard]] std::uint8_t* k(std::uint32_t layer, std::size_t head,
                                std::uint32_t position) noexcept {
    return buffer_.data() + std::size_t{2} * layer * plane_bytes_ + head * head_bytes_ +
           position * row_bytes_;
  }

  [[nodiscard]] std::uint8_t* v(std::uint32_t layer, std::size_t head,
                                std::uint32_t position) noexcept {
    return k(layer, head, position) + plane_bytes_;
  }

  /// Elements between the same position of two heads.
  [[nodiscard]] std::size_t head_stride() const noexcept {
    return head_bytes_ / element_bytes(type_);
  }

  [[nodiscard]] std::size_t size() const noexcept { return buffer_.size(); }

  [[nodiscard]] static constexpr std::size_t element_bytes(kernels::KvType type) noexcept {
    return type == kernels::KvType::kF16 ? 2 : 4;
  }

 private:
  HugeBuffer buffer_;
  kernels::KvType type_ = kernels::KvType::kF16;
  std::size_t row_bytes_ = 0;    // one position of one head
  std::size_t head_bytes_ = 0;   // all positions of one head
  std::size_t plane_bytes_ = 0;  // K or V of a layer
};

}  // namespace bitnet::runtime
