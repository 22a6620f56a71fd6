// SPDX-License-Identifier: Apache-2.0
// Keys and values of all layers and positions, f16 or f32. Layer by layer, K before V, positions
// contiguous: attention streams through one layer's K, then its V.
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
    cache.row_bytes_ = config.kv_dim() * element_bytes(type);
    cache.plane_bytes_ = cache.row_bytes_ * context;
    return cache;
  }

  [[nodiscard]] kernels::KvType type() const noexcept { return type_; }

  [[nodiscard]] std::uint8_t* k(std::uint32_t layer, std::uint32_t position) noexcept {
    return buffer_.data() + 2 * layer * plane_bytes_ + position * row_bytes_;
  }

  [[nodiscard]] std::uint8_t* v(std::uint32_t layer, std::uint32_t position) noexcept {
    return k(layer, position) + plane_bytes_;
  }

  [[nodiscard]] std::size_t size() const noexcept { return buffer_.size(); }

  [[nodiscard]] static constexpr std::size_t element_bytes(kernels::KvType type) noexcept {
    return type == kernels::KvType::kF16 ? 2 : 4;
  }

 private:
  HugeBuffer buffer_;
  kernels::KvType type_ = kernels::KvType::kF16;
  std::size_t row_bytes_ = 0;
  std::size_t plane_bytes_ = 0;
};

}  // namespace bitnet::runtime
