// SPDX-License-Identifier: Apache-2.0
// Rows isa/<format>_<op>/<isa> and isa/absmax/<isa>: every operation on every instruction set of
// this machine. A row whose function comes from a weaker set says so ("inherited_from").
#include "harness/bench_program.h"
#include "harness/memory_work.h"
#include "harness/size_grid.h"

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;

constexpr std::size_t kElements = 65536;

BenchRow absmax_row(const kernels::KernelTable& table, std::uint64_t seed) {
  BenchRow row{"isa", "absmax", std::string(kernels::isa_name(table.isa)), kElements, {}};
  row.make = [&table, seed] { return make_absmax_work(kElements, table, seed); };
  return row;
}

BenchRows isa_rows(const BenchSetup& setup) {
  BenchRows rows;
  for (const kernels::Isa isa : setup.isas) {
    const kernels::KernelTable& table = kernels::kernels_for(isa);
    rows.timed.push_back(absmax_row(table, setup.seed));
    for (const kernels::Format format : kernels::kAllFormats) {
      for (const FormatOp op :
           {FormatOp::kQuantize, FormatOp::kDequantize, FormatOp::kPack, FormatOp::kUnpack}) {
        const FormatCase row{format, op, grid_shape(kElements), Data::kGaussian, false};
        rows.timed.push_back(
            format_row("isa", std::string(kernels::isa_name(isa)), row, table, setup.seed));
      }
    }
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::isa_rows);
}
