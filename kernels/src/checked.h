// SPDX-License-Identifier: Apache-2.0
// Size arithmetic that remembers an overflow, so that geometry code can be written as formulas and
// checked once at the end.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bitnet::kernels {

class CheckedSize {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): plain sizes take part in formulas
  constexpr CheckedSize(std::size_t value) noexcept : value_(value) {}

  [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }

  /// Meaningful only if ok().
  [[nodiscard]] constexpr std::size_t value() const noexcept { return value_; }

  [[nodiscard]] constexpr bool fits_buffer() const noexcept {
    return ok_ && value_ <= static_cast<std::size_t>(PTRDIFF_MAX);
  }

  friend constexpr CheckedSize operator+(CheckedSize a, CheckedSize b) noexcept {
    CheckedSize sum(0);
    const bool overflow = __builtin_add_overflow(a.value_, b.value_, &sum.value_);
    sum.ok_ = a.ok_ && b.ok_ && !overflow;
    return sum;
  }

  friend constexpr CheckedSize operator*(CheckedSize a, CheckedSize b) noexcept {
    CheckedSize product(0);
    const bool overflow = __builtin_mul_overflow(a.value_, b.value_, &product.value_);
    product.ok_ = a.ok_ && b.ok_ && !overflow;
    return product;
  }

  friend constexpr CheckedSize operator/(CheckedSize a, std::size_t divisor) noexcept {
    a.value_ /= divisor;
    return a;
  }

 private:
  std::size_t value_ = 0;
  bool ok_ = true;
};

/// The smallest multiple of `unit` that is not below `size`.
[[nodiscard]] constexpr CheckedSize round_up(CheckedSize size, std::size_t unit) noexcept {
  return (size + (unit - 1)) / unit * unit;
}

}  // namespace bitnet::kernels
