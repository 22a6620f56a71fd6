// SPDX-License-Identifier: Apache-2.0
// The tensors of a file against those that its hyper-parameters call for.
#pragma once

#include <bitnet/runtime/model_config.h>

namespace bitnet::runtime {

/// Every tensor of model_tensors(config) is there with its shape and an allowed type, and there is
/// no other. Errors name the tensor, found and wanted.
[[nodiscard]] Result<void> check_tensors(const GgufFile& file, const ModelConfig& config);

}  // namespace bitnet::runtime
