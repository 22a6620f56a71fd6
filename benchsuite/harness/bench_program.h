// SPDX-License-Identifier: Apache-2.0
// The frame of every bench_* program: flags, instruction set, registration with Google Benchmark,
// files, exit code. A program supplies rows and nothing else.
#pragma once

#include "workload.h"

#include <benchsuite/bench_result.h>
#include <benchsuite/metrics_file.h>
#include <bitnet/kernels/kernels.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace benchsuite {

enum class BenchExit : int { kOk = 0, kFailedRow = 1, kUsage = 2, kCannotWrite = 3 };

/// What a program may depend on when it makes its rows.
struct BenchSetup {
  const bitnet::kernels::KernelTable* table = nullptr;  // of BITNET_ISA, or the best there is
  std::vector<bitnet::kernels::Isa> isas;  // what ISA comparisons cover: all available, or only
                                           // `table`'s (BITNET_ISA, --isas=best)
  std::uint64_t seed = 42;
};

/// A timed row "group/function/value". Its workload lives only while the row runs.
struct BenchRow {
  std::string group;
  std::string function;
  std::string value;
  std::uint64_t elements = 0;  // throughput in benchmark.json
  std::function<std::unique_ptr<Workload>()> make;
};

/// A row of metrics.json. `id` is the id that compute() fills in, known before it runs.
struct FigureRow {
  std::string id;
  std::function<Result<MetricRow>()> compute;
};

struct BenchRows {
  std::vector<BenchRow> timed;
  std::vector<FigureRow> figures;
};

using RowSource = std::function<BenchRows(const BenchSetup&)>;

/// Never throws; the return value is a BenchExit as int.
[[nodiscard]] int run_bench_program(int argc, char** argv, const RowSource& rows);

}  // namespace benchsuite
