// SPDX-License-Identifier: Apache-2.0
// Model as an owner of weights; loading is in load.cpp.
#include "model/weights.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/model.h>

#include <utility>

namespace bitnet::runtime {

Model::Model(ModelConfig config, const kernels::KernelTable& table, kernels::MatmulLayout layout,
             std::unique_ptr<const ModelWeights> weights)
    : config_(std::move(config)), table_(&table), layout_(layout), weights_(std::move(weights)) {}

Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

std::size_t Model::memory_bytes() const noexcept {
  return weights_->codes.size() + weights_->screen_bytes.size() +
         weights_->norms.size() * sizeof(float);
}

}  // namespace bitnet::runtime
