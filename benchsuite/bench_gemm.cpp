// SPDX-License-Identifier: Apache-2.0
// Rows gemm/<layout>_<isa>/<rows>x<cols>x<tokens>: several tokens through a ternary matrix, as in
// prefill.
#include "matmul_rows.h"

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, [](const benchsuite::BenchSetup& setup) {
    benchsuite::BenchRows rows;
    for (const std::uint32_t tokens : {8U, 32U, 128U, 512U}) {
      benchsuite::add_matmul_rows(setup, "gemm", tokens, rows);
    }
    return rows;
  });
}
