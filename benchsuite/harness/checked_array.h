// SPDX-License-Identifier: Apache-2.0
// An output buffer with the reference it must equal, byte for byte.
#pragma once

#include "aligned_array.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace benchsuite {

template <typename T>
class CheckedArray {
 public:
  CheckedArray() = default;

  explicit CheckedArray(std::size_t size) : actual_(size), reference_(size) {}

  [[nodiscard]] T* actual() { return actual_.data(); }

  [[nodiscard]] T* reference() { return reference_.data(); }

  [[nodiscard]] const T* reference() const { return reference_.data(); }

  /// Fills the output with the complement of the reference, so that no byte is right by chance.
  /// Call after the reference was computed.
  void spoil() {
    const auto* from = reinterpret_cast<const unsigned char*>(reference_.data());
    auto* to = reinterpret_cast<unsigned char*>(actual_.data());
    for (std::size_t i = 0; i < actual_.bytes(); ++i) {
      to[i] = static_cast<unsigned char>(~from[i]);
    }
  }

  /// "" if output and reference are the same bytes.
  [[nodiscard]] std::string difference(std::string_view what) const {
    // Kernels promise equal bytes, signs of zero and NaN payloads included: floats are compared as
    // bytes. NOLINTBEGIN(bugprone-suspicious-memory-comparison)
    if (std::memcmp(actual_.data(), reference_.data(), actual_.bytes()) == 0) {
      return {};
    }
    std::size_t at = 0;
    while (std::memcmp(actual_.data() + at, reference_.data() + at, sizeof(T)) == 0) {
      ++at;
    }
    // NOLINTEND(bugprone-suspicious-memory-comparison)
    return fmt::format("{}[{}] is {}, the reference says {}", what, at, actual_.data()[at],
                       reference_.data()[at]);
  }

 private:
  AlignedArray<T> actual_;
  AlignedArray<T> reference_;
};

}  // namespace benchsuite
