// SPDX-License-Identifier: Apache-2.0
// One product: picks the template for the layout of the weights. Holds no loops.
#pragma once

#include "matmul/lookup.inl.h"
#include "matmul/pairs.inl.h"
#include "matmul/steps.inl.h"

namespace bitnet::kernels {
namespace {

template <class V, MatmulLayout kLayout>
void dense_product(const MatmulWeights& w, const Int8Rows& act, RowRange rows, Outputs out,
                   void* scratch) noexcept {
  if constexpr (V::kHasLookup) {
    bulk_product<V, kLayout>(w, act, rows, out, scratch);
  } else {
    step_product<V, kLayout>(w, act, rows, 0, out);
  }
}

template <class V>
void any_product(const MatmulWeights& w, const Int8Rows& act, RowRange rows, Outputs out,
                 void* scratch) noexcept {
  if (rows.begin >= rows.end) {
    return;
  }
  switch (w.layout) {
    case MatmulLayout::kBits2:
      return dense_product<V, MatmulLayout::kBits2>(w, act, rows, out, scratch);
    case MatmulLayout::kTrits5:
      return dense_product<V, MatmulLayout::kTrits5>(w, act, rows, out, scratch);
    case MatmulLayout::kTl1:
      return pair_product<V, MatmulLayout::kTl1>(w, act, rows, out, scratch);
    case MatmulLayout::kTl2:
      return pair_product<V, MatmulLayout::kTl2>(w, act, rows, out, scratch);
  }
}

}  // namespace
}  // namespace bitnet::kernels
