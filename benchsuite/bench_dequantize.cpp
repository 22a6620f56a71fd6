// SPDX-License-Identifier: Apache-2.0
// Rows dequantization_sizes/<format>_dequantize/<elements>: packed bytes back to floats.
#include "harness/bench_program.h"
#include "harness/size_grid.h"

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, [](const benchsuite::BenchSetup& setup) {
    return benchsuite::size_grid("dequantization_sizes", benchsuite::FormatOp::kDequantize, setup);
  });
}
