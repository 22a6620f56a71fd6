// SPDX-License-Identifier: Apache-2.0
// Rows that run one operation of the kernel table on one matrix, checked against the scalar table.
#pragma once

#include "bench_data.h"
#include "workload.h"

#include <bitnet/kernels/kernels.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace benchsuite {

enum class FormatOp : std::uint8_t {
  kQuantize,
  kDequantize,
  kRoundTrip,  // quantize, then dequantize what it wrote
  kPack,
  kUnpack,
  kQuantizeMse  // least-squares rule, runs on the table's pack
};

struct Shape {
  std::size_t rows = 1;
  std::size_t k = 0;
};

/// The matrix that stands for n elements in size grids, the same for every format: 32 rows up to
/// 32768 elements, 256 up to 1 Mi, 4096 beyond. Requires n divisible by that.
[[nodiscard]] Shape grid_shape(std::size_t n) noexcept;

struct FormatCase {
  bitnet::kernels::Format format = bitnet::kernels::Format::kI2sBlock32;
  FormatOp op = FormatOp::kQuantize;
  Shape shape;
  Data data = Data::kGaussian;
  bool beside_copy = false;
};

/// "I2S", "I2_S", "TL1", ...
[[nodiscard]] std::string row_format_name(bitnet::kernels::Format format);

/// "quantize", "dequantize", "round_trip", "pack", "unpack", "quantize_mse".
[[nodiscard]] std::string_view op_name(FormatOp op) noexcept;

/// The weakest instruction set whose table has the same function for that operation as `table`: the
/// one that really runs. A round trip answers for its quantize half.
[[nodiscard]] bitnet::kernels::Isa effective_isa(const bitnet::kernels::KernelTable& table,
                                                 bitnet::kernels::Format format, FormatOp op);

/// Traffic counts every pass over the data once: quantising with one scale per tensor reads the
/// weights twice (absmax, then codes). Throws std::bad_alloc.
[[nodiscard]] std::unique_ptr<Workload> make_format_work(const FormatCase& row,
                                                         const bitnet::kernels::KernelTable& table,
                                                         std::uint64_t seed);

/// bytes_read + bytes_written of such a row, without building it.
[[nodiscard]] std::uint64_t format_traffic(const FormatCase& row);

}  // namespace benchsuite
