// SPDX-License-Identifier: Apache-2.0
// What each ISA has for MatmulKernels. Declares only.
#pragma once

#include <bitnet/kernels/matmul.h>

namespace bitnet::kernels {

void quantize_row_scalar(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                         std::int32_t* sum) noexcept;
void matmul_scalar(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                   std::uint32_t row_end, float* y, std::size_t y_stride, void* scratch) noexcept;

void quantize_row_avx2(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                       std::int32_t* sum) noexcept;
void matmul_avx2(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                 std::uint32_t row_end, float* y, std::size_t y_stride, void* scratch) noexcept;

void quantize_row_avx512vnni(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                             std::int32_t* sum) noexcept;
void matmul_avx512vnni(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                       std::uint32_t row_end, float* y, std::size_t y_stride,
                       void* scratch) noexcept;

void quantize_row_neon_dotprod(const float* x, std::uint32_t cols, std::int8_t* q, float* scale,
                               std::int32_t* sum) noexcept;
void matmul_neon_dotprod(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                         std::uint32_t row_end, float* y, std::size_t y_stride,
                         void* scratch) noexcept;

/// For CPUs that have VBMI besides what avx512vnni needs.
void matmul_avx512vbmi(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                       std::uint32_t row_end, float* y, std::size_t y_stride,
                       void* scratch) noexcept;

}  // namespace bitnet::kernels
