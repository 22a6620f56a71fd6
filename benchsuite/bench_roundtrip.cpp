// SPDX-License-Identifier: Apache-2.0
// Everything beside the plain size grids: round trips, data patterns, odd lengths, square matrices,
// scale granularity, cache levels, the least-squares rule.
#include "harness/bench_program.h"
#include "harness/size_grid.h"

#include <fmt/format.h>

namespace benchsuite {
namespace {

using bitnet::kernels::Format;
using bitnet::kernels::kAllFormats;

class RoundTripRows {
 public:
  explicit RoundTripRows(const BenchSetup& setup) : setup_(setup) {}

  BenchRows build() {
    round_trips();
    patterns();
    odd_lengths();
    squares();
    scale_granularity();
    cache_levels();
    least_squares();
    return std::move(rows_);
  }

 private:
  void add(const char* group, std::string value, const FormatCase& row) {
    rows_.timed.push_back(format_row(group, std::move(value), row, *setup_.table, setup_.seed));
  }

  void round_trips() {
    for (const Format format : kAllFormats) {
      for (const std::size_t n : {4096U, 16384U, 65536U}) {
        add("round_trip", std::to_string(n),
            {format, FormatOp::kRoundTrip, grid_shape(n), Data::kGaussian, false});
      }
    }
  }

  // Quantisation only: decoding does not look at the values.
  void patterns() {
    for (const Format format : kAllFormats) {
      for (const Data data : kPatterns) {
        add("data_pattern_throughput", std::string(data_name(data)),
            {format, FormatOp::kQuantize, grid_shape(32768), data, false});
      }
    }
  }

  // One row of a length that is no multiple of block, vector or cache line.
  void odd_lengths() {
    for (const std::size_t length : {800U, 400U, 801U, 401U, 799U, 399U, 500U}) {
      for (const FormatOp op : {FormatOp::kQuantize, FormatOp::kDequantize}) {
        add("alignment_scenarios", std::to_string(length),
            {Format::kI2sBlock32, op, {1, length}, Data::kGaussian, false});
      }
    }
  }

  void squares() {
    for (const Format format : {Format::kI2sBlock32, Format::kTl2}) {
      for (const std::size_t side : {256U, 512U, 1024U}) {
        add("2d_tensors", fmt::format("{}x{}", side, side),
            {format, FormatOp::kQuantize, {side, side}, Data::kGaussian, false});
      }
    }
  }

  // The three granularities that exist: a scale per 32 weights, per 256, per tensor.
  void scale_granularity() {
    struct Granularity {
      Format format;
      const char* weights_per_scale;
    };

    for (const Granularity& g :
         {Granularity{Format::kI2sBlock32, "32"}, Granularity{Format::kTq2, "256"},
          Granularity{Format::kI2sTensor, "tensor"}}) {
      for (const FormatOp op : {FormatOp::kQuantize, FormatOp::kDequantize}) {
        add("block_sizes", g.weights_per_scale,
            {g.format, op, grid_shape(65536), Data::kGaussian, false});
      }
    }
  }

  // Working sets (floats and codes) of 17 KiB, 272 KiB, 4.25 MiB and 68 MiB.
  void cache_levels() {
    struct Level {
      const char* name;
      std::size_t n;
    };

    for (const Level& level :
         {Level{"L1", 4096}, Level{"L2", 65536}, Level{"L3", 1048576}, Level{"RAM", kBigSize}}) {
      for (const FormatOp op : {FormatOp::kQuantize, FormatOp::kDequantize}) {
        add("cache_levels", fmt::format("{}_{}", level.name, level.n),
            {Format::kI2sTensor, op, grid_shape(level.n), Data::kGaussian, level.n == kBigSize});
      }
    }
  }

  void least_squares() {
    for (const Format format : kAllFormats) {
      add("mse_rule", "16384",
          {format, FormatOp::kQuantizeMse, grid_shape(16384), Data::kGaussian, false});
    }
  }

  const BenchSetup& setup_;
  BenchRows rows_;
};

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, [](const benchsuite::BenchSetup& setup) {
    return benchsuite::RoundTripRows(setup).build();
  });
}
