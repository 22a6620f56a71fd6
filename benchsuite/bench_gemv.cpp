// SPDX-License-Identifier: Apache-2.0
// Rows gemv/<layout>_<isa>/<rows>x<cols>x1: one token through a ternary matrix whose weights come
// from memory, as in decoding.
#include "matmul_rows.h"

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, [](const benchsuite::BenchSetup& setup) {
    benchsuite::BenchRows rows;
    benchsuite::add_matmul_rows(setup, "gemv", 1, rows);
    return rows;
  });
}
