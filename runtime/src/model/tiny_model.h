// SPDX-License-Identifier: Apache-2.0
// Small models with random weights, in memory: the same weights for the runtime and for the
// reference. Only for tests.
#pragma once

#include "model/reference_forward.h"

#include <bitnet/kernels/head.h>
#include <bitnet/kernels/isa.h>
#include <bitnet/kernels/matmul.h>
#include <bitnet/runtime/model.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace bitnet::runtime {

struct TinyOptions {
  std::uint64_t seed = 1;
  bool awkward = false;  // head size, widths and vocabulary that no block size divides
  Activation act = Activation::kRelu2;
  bool sub_norms = true;
  bool tied_head = true;
  kernels::DenseType dense = kernels::DenseType::kF16;  // kF32, kF16 or kBF16 if awkward
  bool screen = true;
};

class TinyModel {
 public:
  explicit TinyModel(const TinyOptions& options = {});

  [[nodiscard]] const ReferenceModel& reference() const { return reference_; }

  /// The runtime's model of these weights. `this` must outlive it.
  [[nodiscard]] Model make(kernels::Isa isa = kernels::best_isa(),
                           std::optional<kernels::MatmulLayout> layout = std::nullopt) const;

 private:
  TinyOptions options_;
  ReferenceModel reference_;
  std::vector<std::uint8_t> embedding_;
  std::vector<std::uint8_t> head_;
};

/// Fixed ids of that vocabulary.
[[nodiscard]] std::vector<std::int32_t> tiny_tokens(const ModelConfig& config, std::size_t count,
                                                    std::uint64_t seed = 7);

}  // namespace bitnet::runtime
