// SPDX-License-Identifier: Apache-2.0
// The steps of a screened head that exist once per ISA, and what is built on top of them once.
#pragma once

#include "screen/screen_bound.h"

#include <bitnet/kernels/screen.h>

namespace bitnet::kernels {

/// No step reads outside the rows it is given.
struct ScreenSteps {
  /// highest[i] of row ids[i] after refinement; coarse[i] is its coarse approximation.
  void (*refine)(const ScreenMatrix& screen, const ScreenQuery& query, const std::uint32_t* ids,
                 std::size_t count, const float* coarse, float* highest);

  /// Exact logits of rows ids[0..count-1].
  void (*exact)(const DenseMatrix& head, const float* x, const std::uint32_t* ids,
                std::size_t count, float* logits);
};

/// ScreenKernels::top_rows with these steps.
std::uint32_t screen_top_rows(const ScreenSteps& steps, const DenseMatrix& head,
                              const ScreenMatrix& screen, const ScreenQuery& query,
                              std::uint32_t row_begin, std::uint32_t row_end, std::uint32_t k,
                              const ScreenCoarse& coarse, std::uint32_t* ids, float* logits,
                              void* scratch, ScreenCounts* counts) noexcept;

/// ScreenKernels::prepare; the same on every ISA.
ScreenQuery screen_prepare(const float* x, std::uint32_t cols, std::int8_t* planes) noexcept;

[[nodiscard]] ScreenKernels screen_scalar() noexcept;

extern const ScreenKernels kScreenAvx2;
extern const ScreenKernels kScreenAvx512vnni;
extern const ScreenKernels kScreenNeonDotprod;

}  // namespace bitnet::kernels
