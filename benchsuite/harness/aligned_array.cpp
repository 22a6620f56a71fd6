// SPDX-License-Identifier: Apache-2.0
// Aligned memory with huge pages where the system grants them. Counts nothing, caches nothing.
#include "aligned_array.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace benchsuite {

void* allocate_aligned(std::size_t bytes) {
  constexpr std::size_t kCacheLine = 64;
  constexpr std::size_t kHugePage = std::size_t{2} << 20;
  const bool large = bytes >= 2 * kHugePage;
  const std::size_t alignment = large ? kHugePage : kCacheLine;
  // Never empty: kernels may be handed the pointer of an empty matrix.
  const std::size_t rounded = bytes / alignment * alignment + alignment;
  if (rounded < bytes) {
    throw std::bad_alloc();
  }
  void* memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  if (large) {
    // Advice only: without it the same program is a little slower and noisier.
    (void)madvise(memory, rounded, MADV_HUGEPAGE);
  }
  return memory;
}

void free_aligned(void* memory) noexcept {
  std::free(memory);
}

}  // namespace benchsuite
