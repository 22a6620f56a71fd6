// SPDX-License-Identifier: Apache-2.0
// A position in bytes that never passes their end. Makes no messages: the caller knows what it was
// about to read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace bitnet::runtime {

class GgufCursor {
 public:
  explicit GgufCursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint64_t position() const { return position_; }

  [[nodiscard]] std::uint64_t remaining() const { return bytes_.size() - position_; }

  /// False, with nothing consumed, if fewer than sizeof(T) bytes remain. GGUF and every machine
  /// this is built for are little-endian.
  template <typename T>
  [[nodiscard]] bool read(T& value) {
    if (remaining() < sizeof(T)) {
      return false;
    }
    std::memcpy(&value, bytes_.data() + position_, sizeof(T));
    position_ += sizeof(T);
    return true;
  }

  /// False, with nothing consumed, if fewer than `size` bytes remain.
  [[nodiscard]] bool take(std::uint64_t size, std::span<const std::byte>& part) {
    if (remaining() < size) {
      return false;
    }
    part = bytes_.subspan(position_, size);
    position_ += size;
    return true;
  }

 private:
  std::span<const std::byte> bytes_;
  std::uint64_t position_ = 0;
};

[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace bitnet::runtime
