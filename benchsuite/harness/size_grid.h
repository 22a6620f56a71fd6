// SPDX-License-Identifier: Apache-2.0
// Rows of format operations: one row from one case, and the grid of sizes that the quantise and
// dequantise programs share.
#pragma once

#include "bench_program.h"
#include "format_work.h"

#include <array>
#include <cstddef>
#include <string>

namespace benchsuite {

inline constexpr std::array<std::size_t, 6> kGridSizes = {1024,  4096,   16384,
                                                          65536, 262144, 16777216};

/// Beyond every last-level cache; these rows run beside a copy.
inline constexpr std::size_t kBigSize = 16777216;

/// "<group>/<format>_<op>/<value>" on the table of `setup`, which must outlive the row.
[[nodiscard]] BenchRow format_row(std::string group, std::string value, const FormatCase& row,
                                  const bitnet::kernels::KernelTable& table, std::uint64_t seed);

/// All formats x kGridSizes of one operation on the ramp.
[[nodiscard]] BenchRows size_grid(const std::string& group, FormatOp op, const BenchSetup& setup);

}  // namespace benchsuite
