// SPDX-License-Identifier: Apache-2.0
// Zero-initialised memory on 2 MiB pages where the system grants them: streaming weights through
// 4 KiB pages costs a third of the bandwidth. Not for small things.
#pragma once

#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace bitnet::runtime {

enum class PageSize : std::uint8_t { kLarge, kSmall };

/// Owns an anonymous mapping aligned to 2 MiB. Memory is committed on first touch, by the thread
/// that touches it.
class HugeBuffer {
 public:
  HugeBuffer() = default;

  /// kSmall is for memory that fills slowly in many places: there a large page is mostly zeroed for
  /// nothing. Errors: kOutOfMemory, naming `what` and the size.
  [[nodiscard]] static Result<HugeBuffer> create(std::size_t bytes, std::string_view what,
                                                 PageSize pages = PageSize::kLarge);

  HugeBuffer(HugeBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

  HugeBuffer& operator=(HugeBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }

  HugeBuffer(const HugeBuffer&) = delete;
  HugeBuffer& operator=(const HugeBuffer&) = delete;
  ~HugeBuffer();

  [[nodiscard]] std::uint8_t* data() noexcept { return data_; }

  [[nodiscard]] const std::uint8_t* data() const noexcept { return data_; }

  [[nodiscard]] std::size_t size() const noexcept { return bytes_; }

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace bitnet::runtime
