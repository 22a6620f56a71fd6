// SPDX-License-Identifier: Apache-2.0
// Workloads of the kernel table: right on every instruction set, and a sabotaged kernel is noticed.
#include "format_work.h"

#include "memory_work.h"
#include "size_grid.h"
#include "streaming_copy.h"

#include <doctest/doctest.h>

#include <set>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;
using kernels::Format;

constexpr FormatOp kOps[] = {FormatOp::kQuantize, FormatOp::kDequantize, FormatOp::kRoundTrip,
                             FormatOp::kPack,     FormatOp::kUnpack,     FormatOp::kQuantizeMse};

std::string check_once(Workload& work) {
  work.prepare();
  const std::string untouched = work.difference();
  CHECK_FALSE(untouched.empty());  // a kernel that does nothing must not pass
  work.run(1);
  return work.difference();
}

TEST_CASE("every operation of every format on every instruction set gives the reference") {
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (!kernels::isa_available(isa)) {
      continue;
    }
    for (const Format format : kernels::kAllFormats) {
      for (const FormatOp op : kOps) {
        CAPTURE(kernels::isa_name(isa));
        CAPTURE(row_format_name(format));
        CAPTURE(op_name(op));
        const auto work = make_format_work({format, op, {7, 333}, Data::kGaussian, false},
                                           kernels::kernels_for(isa), 5);
        CHECK(check_once(*work) == "");
      }
    }
  }
}

void decode_wrongly(const kernels::PackedLayout& layout, const std::uint8_t* packed, float* w) {
  kernels::kernels_for(kernels::Isa::kScalar).of(layout.format).dequantize(layout, packed, w);
  w[layout.rows * layout.k - 1] += 1;
}

void encode_wrongly(const kernels::PackedLayout& layout, const float* w, std::uint8_t* packed) {
  kernels::kernels_for(kernels::Isa::kScalar).of(layout.format).quantize(layout, w, packed);
  packed[layout.total_bytes - 1] ^= 1U;
}

TEST_CASE("one wrong element is noticed") {
  kernels::KernelTable table = kernels::kernels_for(kernels::Isa::kScalar);
  auto& rows = table.format[static_cast<std::size_t>(Format::kTq2)];
  rows.dequantize = decode_wrongly;
  rows.quantize = encode_wrongly;
  for (const FormatOp op : {FormatOp::kQuantize, FormatOp::kDequantize, FormatOp::kRoundTrip}) {
    CAPTURE(op_name(op));
    const auto work = make_format_work({Format::kTq2, op, {2, 256}, Data::kRamp, false}, table, 5);
    CHECK(check_once(*work).find("the reference says") != std::string::npos);
  }
}

TEST_CASE("context: traffic counts both passes of a tensor scale, labels name shape and origin") {
  const auto& scalar = kernels::kernels_for(kernels::Isa::kScalar);
  const auto block = make_format_work(
      {Format::kI2sBlock32, FormatOp::kQuantize, {32, 32}, Data::kRamp, false}, scalar, 1);
  CHECK(block->context().bytes_read == 4096);
  CHECK(block->context().bytes_written == 320);
  CHECK(block->context().elements == 1024);
  CHECK(block->context().labels.at("shape") == "32x32");
  CHECK(block->context().labels.at("data") == "ramp");
  CHECK(block->context().labels.count("inherited_from") == 0);
  const FormatCase tensor{Format::kI2sTensor, FormatOp::kQuantize, {32, 32}, Data::kRamp, false};
  const auto work = make_format_work(tensor, scalar, 1);
  CHECK(work->context().bytes_read == 8192);
  CHECK(work->context().bytes_written == 256 + 32);
  CHECK(format_traffic(tensor) == 8192 + 256 + 32);
}

TEST_CASE("an inherited row names where it comes from") {
  kernels::KernelTable table = kernels::kernels_for(kernels::Isa::kScalar);
  table.isa = kernels::best_isa();
  CHECK(effective_isa(table, Format::kTl2, FormatOp::kPack) == kernels::Isa::kScalar);
  const auto work =
      make_format_work({Format::kTl2, FormatOp::kPack, {32, 96}, Data::kGaussian, false}, table, 1);
  CHECK(work->context().isa == "scalar");
  if (table.isa != kernels::Isa::kScalar) {
    CHECK(work->context().labels.at("inherited_from") == "scalar");
    CHECK(work->context().labels.at("table") == kernels::isa_name(table.isa));
  }
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (kernels::isa_available(isa)) {
      CHECK(effective_isa(kernels::kernels_for(isa), Format::kI2sTensor, FormatOp::kQuantize) <=
            isa);
    }
  }
}

TEST_CASE("grid shapes hold all elements and suit every tile") {
  for (const std::size_t n : kGridSizes) {
    CHECK(grid_shape(n).rows * grid_shape(n).k == n);
    CHECK(grid_shape(n).rows % 32 == 0);
  }
  CHECK(grid_shape(1024).rows == 32);
  CHECK(grid_shape(16384).rows == 32);
  CHECK(grid_shape(65536).rows == 256);
  CHECK(grid_shape(262144).rows == 256);
  CHECK(grid_shape(kBigSize).rows == 4096);
}

TEST_CASE("copies, reads and absmax verify themselves") {
  CHECK(check_once(*make_memcpy_work(1000)) == "");
  if (streaming_copy_available()) {
    CHECK(check_once(*make_streaming_copy_work(2 * 1000 + 2 * 63)) == "");
  }
  CHECK(check_once(*make_read_work(4096)) == "");
  CHECK(make_read_work(4096)->context().bytes_read == 4096);
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (kernels::isa_available(isa)) {
      CHECK(check_once(*make_absmax_work(1001, kernels::kernels_for(isa), 3)) == "");
    }
  }
}

}  // namespace
}  // namespace benchsuite
