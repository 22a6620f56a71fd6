// SPDX-License-Identifier: Apache-2.0
// A test buffer that notices strangers: pattern bytes before and behind the data, then a page that
// nobody may touch. With no tail the first byte too many, read or written, ends the test program.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <unistd.h>

namespace bitnet::kernels::testing {

/// Bytes between the data and the forbidden page; odd values make the data unaligned.
struct Tail {
  std::size_t bytes = 0;
};

/// `count` elements of the trivial type T. With T = float `tail` must be a multiple of 4.
template <class T>
class FencedBuffer {
 public:
  explicit FencedBuffer(std::size_t count, Tail tail = {}) : count_(count), tail_(tail.bytes) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t used = kFront + count * sizeof(T) + tail_;
    const std::size_t usable = (used + page - 1) / page * page;
    mapped_ = usable + page;
    void* const base =
        ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) {
      throw std::bad_alloc();
    }
    base_ = static_cast<std::uint8_t*>(base);
    fence_ = base_ + usable;
    ::mprotect(fence_, page, PROT_NONE);
    std::fill(fence_ - used, fence_, kPattern);
  }

  FencedBuffer(const FencedBuffer&) = delete;
  FencedBuffer& operator=(const FencedBuffer&) = delete;

  ~FencedBuffer() { ::munmap(base_, mapped_); }

  [[nodiscard]] T* data() noexcept {
    void* const first = fence_ - tail_ - count_ * sizeof(T);
    return static_cast<T*>(first);
  }

  [[nodiscard]] std::span<T> span() noexcept { return {data(), count_}; }

  /// True if no byte in front of or behind the data was written.
  [[nodiscard]] bool guards_intact() noexcept {
    const std::uint8_t* const begin = fence_ - tail_ - count_ * sizeof(T);
    const auto untouched = [](std::uint8_t byte) { return byte == kPattern; };
    return std::all_of(begin - kFront, begin, untouched) &&
           std::all_of(static_cast<const std::uint8_t*>(fence_ - tail_),
                       static_cast<const std::uint8_t*>(fence_), untouched);
  }

  void assign(std::span<const T> values) noexcept {
    if (!values.empty()) {
      std::memcpy(data(), values.data(), std::min(values.size_bytes(), count_ * sizeof(T)));
    }
  }

  void fill(std::uint8_t byte) noexcept {
    if (count_ != 0) {
      std::memset(data(), byte, count_ * sizeof(T));
    }
  }

 private:
  static constexpr std::size_t kFront = 64;
  static constexpr std::uint8_t kPattern = 0xa5;

  std::size_t count_;
  std::size_t tail_;
  std::size_t mapped_ = 0;
  std::uint8_t* base_ = nullptr;
  std::uint8_t* fence_ = nullptr;
};

}  // namespace bitnet::kernels::testing
