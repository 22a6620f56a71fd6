// SPDX-License-Identifier: Apache-2.0
// The product with AVX-512 for CPUs that also have VBMI: instantiates the templates, adds nothing.
#include "matmul/matmul_rows.h"
#include "matmul/product.inl.h"
#include "matmul/unpack_avx512vbmi.h"

namespace bitnet::kernels {

void matmul_avx512vbmi(const MatmulWeights& w, const Int8Rows& act, std::uint32_t row_begin,
                       std::uint32_t row_end, float* y, std::size_t y_stride,
                       void* scratch) noexcept {
  any_product<Avx512Products<UnpackVbmi>>(w, act, {row_begin, row_end}, {y, y_stride}, scratch);
}

}  // namespace bitnet::kernels
