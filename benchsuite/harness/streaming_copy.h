// SPDX-License-Identifier: Apache-2.0
// A copy whose stores bypass the caches, where the architecture has such stores.
#pragma once

#include <cstddef>

namespace benchsuite {

[[nodiscard]] bool streaming_copy_available() noexcept;

/// Requires streaming_copy_available(), `to` aligned to 16 bytes, no overlap.
void streaming_copy(void* to, const void* from, std::size_t bytes) noexcept;

}  // namespace benchsuite
