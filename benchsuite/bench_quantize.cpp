// SPDX-License-Identifier: Apache-2.0
// Rows quantization_sizes/<format>_quantize/<elements>: the whole quantisation of a matrix, absmax
// pass included, on the ramp that published figures of this grid use.
#include "harness/bench_program.h"
#include "harness/size_grid.h"

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, [](const benchsuite::BenchSetup& setup) {
    return benchsuite::size_grid("quantization_sizes", benchsuite::FormatOp::kQuantize, setup);
  });
}
