// SPDX-License-Identifier: Apache-2.0
// Counts heap allocations of this program, so that a timed region can prove that it made none. Sees
// operator new everywhere and malloc, calloc, realloc, aligned_alloc, posix_memalign of code that
// is linked statically (the kernels are); not what a shared library allocates with malloc itself.
#pragma once

#include <cstdint>

namespace benchsuite {

/// Allocations since the program started, by all threads.
[[nodiscard]] std::uint64_t allocation_count() noexcept;

}  // namespace benchsuite
