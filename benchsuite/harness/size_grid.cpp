// SPDX-License-Identifier: Apache-2.0
// Builds rows from cases. Runs nothing.
#include "size_grid.h"

#include <utility>

namespace benchsuite {

BenchRow format_row(std::string group, std::string value, const FormatCase& row,
                    const bitnet::kernels::KernelTable& table, std::uint64_t seed) {
  BenchRow result;
  result.group = std::move(group);
  result.function = row_format_name(row.format) + "_" + std::string(op_name(row.op));
  result.value = std::move(value);
  result.elements = row.shape.rows * row.shape.k;
  result.make = [row, &table, seed] { return make_format_work(row, table, seed); };
  return result;
}

BenchRows size_grid(const std::string& group, FormatOp op, const BenchSetup& setup) {
  BenchRows rows;
  for (const auto format : bitnet::kernels::kAllFormats) {
    for (const std::size_t n : kGridSizes) {
      const FormatCase row{format, op, grid_shape(n), Data::kRamp, n == kBigSize};
      rows.timed.push_back(format_row(group, std::to_string(n), row, *setup.table, setup.seed));
    }
  }
  return rows;
}

}  // namespace benchsuite
