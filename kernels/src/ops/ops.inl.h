// SPDX-License-Identifier: Apache-2.0
// The element-wise operations and reductions of ops.h over a class of 16 float lanes. Attention is
// in attention.inl.h. Internal linkage: included once by each ISA's object.
#pragma once

#include <bitnet/kernels/ops.h>

namespace bitnet::kernels {
namespace {

template <class L>
struct Ops {
  using Floats = typename L::Floats;

  /// y[i] = step(a[i], b[i]).
  template <class Step>
  static void each(const float* a, const float* b, std::size_t n, float* y, Step step) noexcept {
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      L::store(y + i, step(L::load(a + i), L::load(b + i)));
    }
    if (i < n) {
      L::store(y + i, step(L::load(a + i, n - i), L::load(b + i, n - i)), n - i);
    }
  }

  static float dot(const float* a, const float* b, std::size_t n) {
    Floats sum = L::zero();
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      sum = L::add(sum, L::mul(L::load(a + i), L::load(b + i)));
    }
    if (i < n) {
      sum = L::add(sum, L::mul(L::load(a + i, n - i), L::load(b + i, n - i)));
    }
    return L::sum(sum);
  }

  static void rmsnorm(const float* x, const float* weight, std::size_t n, float eps, float* y) {
    const float mean = dot(x, x, n) / static_cast<float>(n);
    const Floats r = L::splat(1.0F / L::square_root(mean + eps));
    each(x, weight, n, y, [r](Floats v, Floats w) noexcept { return L::mul(L::mul(v, r), w); });
  }

  static void add(float* x, const float* y, std::size_t n) {
    each(x, y, n, x, [](Floats a, Floats b) noexcept { return L::add(a, b); });
  }

  static void relu2_mul(const float* gate, const float* up, std::size_t n, float* y) {
    each(gate, up, n, y, [](Floats g, Floats u) noexcept {
      const Floats positive = L::max(L::zero(), g);
      return L::mul(L::mul(positive, positive), u);
    });
  }

  static void silu_mul(const float* gate, const float* up, std::size_t n, float* y) {
    each(gate, up, n, y, [](Floats g, Floats u) noexcept {
      const Floats one = L::splat(1.0F);
      return L::mul(L::div(g, L::add(one, L::exp(L::negate(g)))), u);
    });
  }

  struct Pair {
    Floats a;
    Floats b;
  };

  static Pair rotate(Floats a, Floats b, Floats c, Floats s) noexcept {
    return {L::sub(L::mul(a, c), L::mul(b, s)), L::add(L::mul(a, s), L::mul(b, c))};
  }

  static void rope_head(float* first, float* second, std::size_t half, const float* cos_row,
                        const float* sin_row) noexcept {
    std::size_t i = 0;
    for (; i + 16 <= half; i += 16) {
      const Pair turned = rotate(L::load(first + i), L::load(second + i), L::load(cos_row + i),
                                 L::load(sin_row + i));
      L::store(first + i, turned.a);
      L::store(second + i, turned.b);
    }
    if (i < half) {
      const std::size_t n = half - i;
      const Pair turned = rotate(L::load(first + i, n), L::load(second + i, n),
                                 L::load(cos_row + i, n), L::load(sin_row + i, n));
      L::store(first + i, turned.a, n);
      L::store(second + i, turned.b, n);
    }
  }

  static void rope_neox(float* x, std::uint32_t heads, std::uint32_t head_dim,
                        std::uint32_t rope_dim, const float* cos_row, const float* sin_row) {
    const std::size_t half = rope_dim / 2;
    for (std::size_t head = 0; head < heads; ++head) {
      float* const first = x + head * head_dim;
      rope_head(first, first + half, half, cos_row, sin_row);
    }
  }

  static float largest(const float* x, std::size_t n) noexcept {
    const Floats lowest = L::splat(-__builtin_inff());
    Floats most = lowest;
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      most = L::max(L::load(x + i), most);
    }
    float result = L::largest(most);
    for (; i < n; ++i) {
      result = x[i] > result ? x[i] : result;
    }
    return result;
  }

  /// x = exp(x - largest) in place; returns the striped sum.
  static float exponentials(float* x, std::size_t n) noexcept {
    const Floats shift = L::splat(largest(x, n));
    Floats sum = L::zero();
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      const Floats e = L::exp(L::sub(L::load(x + i), shift));
      L::store(x + i, e);
      sum = L::add(sum, e);
    }
    if (i < n) {
      L::store(x + i, L::exp(L::sub(L::load(x + i, n - i), shift)), n - i);
      sum = L::add(sum, L::load(x + i, n - i));
    }
    return L::sum(sum);
  }

  static void scale(float* x, std::size_t n, float factor) noexcept {
    const Floats f = L::splat(factor);
    each(x, x, n, x, [f](Floats v, Floats) noexcept { return L::mul(v, f); });
  }

  static void softmax(float* x, std::size_t n) {
    const float sum = exponentials(x, n);
    scale(x, n, 1.0F / sum);
  }

  static void f32_to_f16(const float* x, std::size_t n, std::uint16_t* y) {
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      L::store_half(y + i, L::load(x + i));
    }
    if (i < n) {
      L::store_half(y + i, L::load(x + i, n - i), n - i);
    }
  }

  static void f16_to_f32(const std::uint16_t* x, std::size_t n, float* y) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(x);
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      L::store(y + i, L::load_half(bytes + 2 * i));
    }
    if (i < n) {
      L::store(y + i, L::load_half(bytes + 2 * i, n - i), n - i);
    }
  }
};

}  // namespace
}  // namespace bitnet::kernels
