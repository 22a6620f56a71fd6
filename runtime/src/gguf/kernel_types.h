// SPDX-License-Identifier: Apache-2.0
// From GGUF tensor types to the kernels' types. The only place where the two meet.
#pragma once

#include <bitnet/kernels/formats.h>
#include <bitnet/kernels/head.h>
#include <bitnet/runtime/gguf.h>

namespace bitnet::runtime {

/// Requires is_ternary(type).
[[nodiscard]] kernels::Format ternary_format(GgufType type) noexcept;

/// Requires one of the six types of an embedding or head (model_config_from).
[[nodiscard]] kernels::DenseType dense_type(GgufType type) noexcept;

}  // namespace bitnet::runtime
