// SPDX-License-Identifier: Apache-2.0
// Rows of ternary matrix products at the five shapes of BitNet b1.58 2B-4T, for bench_gemv and
// bench_gemm. One thread: how threads divide a product is the runtime's business.
#pragma once

#include "harness/bench_program.h"

#include <array>
#include <cstdint>

namespace benchsuite {

struct MatmulShape {
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
};

/// q and output; k and v; gate and up; down; and one as high as the output head.
inline constexpr std::array<MatmulShape, 5> kModelShapes = {
    {{2560, 2560}, {640, 2560}, {6912, 2560}, {2560, 6912}, {128256, 2560}}};

/// "<group>/<layout>_<isa>/<rows>x<cols>x<tokens>" for all layouts and the ISAs of `setup`.
/// One token: the weights come from copies that together exceed the caches, as in decoding. More:
/// one copy, as in prefill, where a product is reused from cache. All rows run beside a copy of
/// their traffic and the peak of their ISA.
/// Items are multiply-accumulates. Verified against plain loops over the trits.
void add_matmul_rows(const BenchSetup& setup, const char* group, std::uint32_t tokens,
                     BenchRows& rows);

}  // namespace benchsuite
