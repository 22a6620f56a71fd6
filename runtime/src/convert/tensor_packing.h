// SPDX-License-Identifier: Apache-2.0
// Packing a whole ternary tensor, and the file type that goes with it.
#pragma once

#include <bitnet/runtime/gguf.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bitnet::runtime {

/// The value of general.file_type that Microsoft's tools give files whose weights have this type.
/// Requires is_ternary(type).
[[nodiscard]] std::uint32_t file_type_of(GgufType type) noexcept;

/// gguf_tensor_bytes(type, {cols, rows}) bytes. TQ1_0 and TQ2_0 round the scale to f16.
[[nodiscard]] std::vector<std::byte> pack_ternary(GgufType type, std::uint32_t rows,
                                                  std::uint32_t cols,
                                                  std::span<const std::int8_t> trits, float scale);

}  // namespace bitnet::runtime
