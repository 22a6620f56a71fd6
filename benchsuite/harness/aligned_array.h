// SPDX-License-Identifier: Apache-2.0
// The one buffer type of the benchmark programs: aligned to cache lines, large ones to huge pages,
// so that the page layout of a process does not decide its numbers. Elements are not initialised.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace benchsuite {

/// Aligned to 64 bytes; from 4 MiB up to 2 MiB and advised to use huge pages. Throws
/// std::bad_alloc.
[[nodiscard]] void* allocate_aligned(std::size_t bytes);
void free_aligned(void* memory) noexcept;

template <typename T>
class AlignedArray {
  static_assert(std::is_trivial_v<T>);

 public:
  AlignedArray() = default;

  explicit AlignedArray(std::size_t size)
      : memory_(static_cast<T*>(allocate_aligned(size * sizeof(T)))), size_(size) {}

  [[nodiscard]] T* data() { return memory_.get(); }

  [[nodiscard]] const T* data() const { return memory_.get(); }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] std::size_t bytes() const { return size_ * sizeof(T); }

  [[nodiscard]] std::span<T> span() { return {memory_.get(), size_}; }

  [[nodiscard]] std::span<const T> span() const { return {memory_.get(), size_}; }

 private:
  struct Free {
    void operator()(T* memory) const noexcept { free_aligned(memory); }
  };

  std::unique_ptr<T, Free> memory_;
  std::size_t size_ = 0;
};

}  // namespace benchsuite
