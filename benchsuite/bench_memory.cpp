// SPDX-License-Identifier: Apache-2.0
// The machine's own limits: copies with the traffic of every big kernel row, smaller copies for the
// cache levels, copies past the caches, read-only passes. Values of rows are bytes read + written.
#include "harness/bench_program.h"
#include "harness/memory_work.h"
#include "harness/size_grid.h"
#include "harness/streaming_copy.h"

#include <set>

namespace benchsuite {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;

std::set<std::uint64_t> big_row_traffics() {
  std::set<std::uint64_t> traffics;
  for (const auto format : bitnet::kernels::kAllFormats) {
    for (const FormatOp op : {FormatOp::kQuantize, FormatOp::kDequantize}) {
      traffics.insert(format_traffic({format, op, grid_shape(kBigSize), Data::kRamp, false}));
    }
  }
  return traffics;
}

BenchRows memory_rows(const BenchSetup& /*setup*/) {
  BenchRows rows;
  using Maker = std::unique_ptr<Workload> (*)(std::uint64_t);
  const auto add = [&rows](const char* group, const char* function, Maker maker,
                           std::uint64_t bytes) {
    rows.timed.push_back(
        {group, function, std::to_string(bytes), bytes, [maker, bytes] { return maker(bytes); }});
  };
  std::set<std::uint64_t> copies = big_row_traffics();
  copies.insert({16 * kKiB, 256 * kKiB, 4 * kMiB});
  for (const std::uint64_t bytes : copies) {
    add("copy", "memcpy", make_memcpy_work, bytes);
  }
  if (streaming_copy_available()) {
    for (const std::uint64_t bytes : {4 * kMiB, 64 * kMiB, 128 * kMiB}) {
      add("copy", "nontemporal", make_streaming_copy_work, bytes);
    }
  }
  for (const std::uint64_t bytes : {16 * kKiB, 256 * kKiB, 4 * kMiB, 64 * kMiB}) {
    add("read", "sum", make_read_work, bytes);
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::memory_rows);
}
