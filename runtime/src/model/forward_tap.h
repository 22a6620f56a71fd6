// SPDX-License-Identifier: Apache-2.0
// A look at intermediate values of the forward pass, for tests. The pass calls it from several
// threads at once, each token's value once.
#pragma once

#include <cstdint>
#include <span>

namespace bitnet::runtime {

/// The four places of a layer where activations are quantised.
enum class QuantSite : std::uint8_t { kAttention, kAttentionOutput, kFeedForward, kDown };

class ForwardTap {
 public:
  ForwardTap() = default;
  ForwardTap(const ForwardTap&) = delete;
  ForwardTap& operator=(const ForwardTap&) = delete;
  virtual ~ForwardTap() = default;

  /// The residual stream before `layer`; layer == number of layers: behind the last one.
  virtual void hidden(std::uint32_t layer, std::uint32_t position,
                      std::span<const float> values) = 0;

  virtual void quantised(std::uint32_t layer, QuantSite site, std::uint32_t position,
                         std::span<const std::int8_t> values, float scale) = 0;
};

}  // namespace bitnet::runtime
