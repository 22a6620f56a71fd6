// SPDX-License-Identifier: Apache-2.0
// Cuts arrays out of a caller's scratch bytes, whatever their alignment. Owns nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace bitnet::kernels {

/// Bytes that `count` elements of T need in a scratch buffer, alignment included.
template <class T>
[[nodiscard]] constexpr std::size_t scratch_bytes(std::size_t count) noexcept {
  return count * sizeof(T) + alignof(T) - 1;
}

class Scratch {
 public:
  explicit Scratch(std::uint8_t* bytes) noexcept : next_(bytes) {}

  /// `count` elements of the trivial type T, values indeterminate. Requires scratch_bytes<T>(count)
  /// more bytes behind the ones taken before.
  template <class T>
  [[nodiscard]] T* take(std::size_t count) noexcept {
    std::size_t space = count * sizeof(T) + alignof(T);
    void* const aligned = std::align(alignof(T), count * sizeof(T), next_, space);
    next_ = static_cast<std::uint8_t*>(aligned) + count * sizeof(T);
    return static_cast<T*>(aligned);
  }

 private:
  void* next_;
};

}  // namespace bitnet::kernels
