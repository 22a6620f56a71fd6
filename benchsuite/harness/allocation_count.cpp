// SPDX-License-Identifier: Apache-2.0
// Replaced operator new and linker-wrapped C allocation functions (--wrap, set in CMakeLists.txt)
// that count and pass on. Does not record sizes or callers.
#include "allocation_count.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::uint64_t> allocations{0};

void count_one() noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
}

void* or_throw(void* memory) {
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

}  // namespace

namespace benchsuite {

std::uint64_t allocation_count() noexcept {
  return allocations.load(std::memory_order_relaxed);
}

}  // namespace benchsuite

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker prescribes
// these names
extern "C" {
void* __real_malloc(std::size_t bytes);
void* __real_calloc(std::size_t count, std::size_t bytes);
void* __real_realloc(void* memory, std::size_t bytes);
void* __real_aligned_alloc(std::size_t alignment, std::size_t bytes);
int __real_posix_memalign(void** memory, std::size_t alignment, std::size_t bytes);

void* __wrap_malloc(std::size_t bytes) {
  count_one();
  return __real_malloc(bytes);
}

void* __wrap_calloc(std::size_t count, std::size_t bytes) {
  count_one();
  return __real_calloc(count, bytes);
}

void* __wrap_realloc(void* memory, std::size_t bytes) {
  count_one();
  return __real_realloc(memory, bytes);
}

void* __wrap_aligned_alloc(std::size_t alignment, std::size_t bytes) {
  count_one();
  return __real_aligned_alloc(alignment, bytes);
}

int __wrap_posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  count_one();
  return __real_posix_memalign(memory, alignment, bytes);
}
}

// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

// The nothrow forms of the library call these. Its array forms do too, but those of a sanitizer's
// library do not.
void* operator new(std::size_t bytes) {
  return or_throw(std::malloc(bytes == 0 ? 1 : bytes));
}

void* operator new(std::size_t bytes, std::align_val_t alignment) {
  const auto align = static_cast<std::size_t>(alignment);
  const std::size_t rounded = bytes / align * align + align;
  return or_throw(rounded < bytes ? nullptr : std::aligned_alloc(align, rounded));
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

void* operator new[](std::size_t bytes) {
  return operator new(bytes);
}

void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return operator new(bytes, alignment);
}

void operator delete[](void* memory) noexcept {
  operator delete(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
  operator delete(memory);
}

void operator delete[](void* memory, std::align_val_t) noexcept {
  operator delete(memory);
}

void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  operator delete(memory);
}
