// SPDX-License-Identifier: Apache-2.0
// The loops that keep multipliers busy, over the registers of an ISA: Pin::hold(v) is an empty asm
// that makes the compiler take v for new. Internal linkage: included once by each ISA's object.
#pragma once

#include <cstdint>

namespace benchsuite {
namespace {

template <class Pin, class... Vector>
inline void hold(Vector&... v) noexcept {
  (Pin::hold(v), ...);
}

/// Ten sums of the same operand, where an instruction takes four or five cycles.
template <class Pin, class Operand, class Vector, class Add>
inline void ten_sums(std::uint64_t steps, Operand one, Vector zero, const Add& add) noexcept {
  Operand a = one;
  Vector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero;
  Vector s5 = zero, s6 = zero, s7 = zero, s8 = zero, s9 = zero;
  for (std::uint64_t step = 0; step < steps; ++step) {
    Pin::hold(a);
    s0 = add(s0, a);
    s1 = add(s1, a);
    s2 = add(s2, a);
    s3 = add(s3, a);
    s4 = add(s4, a);
    s5 = add(s5, a);
    s6 = add(s6, a);
    s7 = add(s7, a);
    s8 = add(s8, a);
    s9 = add(s9, a);
    // Equal chains would be computed once.
    hold<Pin>(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9);
  }
}

/// 2 x 4 operands give eight different products; each has a sum of its own, and the additions of
/// 16-bit integers take one cycle. The operands are new in every step.
template <class Pin, class Vector, class Add>
inline void eight_products(std::uint64_t steps, Vector one, Vector zero, const Add& add) noexcept {
  Vector a0 = one, a1 = one;
  Vector b0 = one, b1 = one, b2 = one, b3 = one;
  hold<Pin>(b0, b1, b2, b3);
  Vector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
  for (std::uint64_t step = 0; step < steps; ++step) {
    hold<Pin>(a0, a1);
    s0 = add(s0, a0, b0);
    s1 = add(s1, a0, b1);
    s2 = add(s2, a0, b2);
    s3 = add(s3, a0, b3);
    s4 = add(s4, a1, b0);
    s5 = add(s5, a1, b1);
    s6 = add(s6, a1, b2);
    s7 = add(s7, a1, b3);
  }
  hold<Pin>(s0, s1, s2, s3, s4, s5, s6, s7);
}

}  // namespace
}  // namespace benchsuite
