// SPDX-License-Identifier: Apache-2.0
// Decisions of the loader that tests look at. The loading itself is Model::load.
#pragma once

#include "model/weights.h"

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/model.h>

#include <cstddef>

namespace bitnet::runtime {

/// Whether reading the screen's copy is enough cheaper than reading such a head.
[[nodiscard]] bool worth_screening(kernels::DenseType type, std::uint32_t cols) noexcept;

}  // namespace bitnet::runtime
