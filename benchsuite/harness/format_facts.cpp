// SPDX-License-Identifier: Apache-2.0
// Names, shapes and traffic of format rows, and which instruction set really runs them. Allocates
// and runs nothing.
#include "format_facts.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace benchsuite {
namespace kernels = bitnet::kernels;

namespace {

bool same_function(const kernels::FormatKernels& a, const kernels::FormatKernels& b, FormatOp op) {
  switch (op) {
    case FormatOp::kQuantize:
    case FormatOp::kRoundTrip:
      return a.quantize == b.quantize;
    case FormatOp::kDequantize:
      return a.dequantize == b.dequantize;
    case FormatOp::kPack:
    case FormatOp::kQuantizeMse:
      return a.pack == b.pack;
    case FormatOp::kUnpack:
      return a.unpack == b.unpack;
  }
  return false;
}

}  // namespace

Shape grid_shape(std::size_t n) noexcept {
  constexpr std::size_t kSmall = 32768;
  constexpr std::size_t kMedium = std::size_t{1} << 20;
  const std::size_t rows = n <= kSmall ? 32 : n <= kMedium ? 256 : 4096;
  return {rows, n / rows};
}

std::string row_format_name(kernels::Format format) {
  std::string name(kernels::format_name(format));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

std::string_view op_name(FormatOp op) noexcept {
  constexpr std::array<std::string_view, 6> kNames = {"quantize", "dequantize", "round_trip",
                                                      "pack",     "unpack",     "quantize_mse"};
  return kNames[static_cast<std::size_t>(op)];
}

kernels::Isa effective_isa(const kernels::KernelTable& table, kernels::Format format, FormatOp op) {
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (kernels::isa_available(isa) &&
        same_function(kernels::kernels_for(isa).of(format), table.of(format), op)) {
      return isa;
    }
  }
  return table.isa;
}

Traffic traffic_of(FormatOp op, const kernels::PackedLayout& layout) {
  const std::uint64_t floats = layout.rows * layout.k * sizeof(float);
  const std::uint64_t packed = layout.total_bytes;
  const std::uint64_t trits = layout.rows * layout.k + layout.scale_count * sizeof(float);
  // One scale for the whole tensor cannot be known before every weight was seen.
  const std::uint64_t passes = layout.block_weights == 0 ? 2 : 1;
  switch (op) {
    case FormatOp::kQuantize:
      return {passes * floats, packed};
    case FormatOp::kDequantize:
      return {packed, floats};
    case FormatOp::kRoundTrip:
      return {passes * floats + packed, packed + floats};
    case FormatOp::kPack:
      return {trits, packed};
    case FormatOp::kUnpack:
      return {packed, trits};
    case FormatOp::kQuantizeMse:
      return {floats, packed};
  }
  return {};
}

std::uint64_t format_traffic(const FormatCase& row) {
  const Traffic traffic =
      traffic_of(row.op, kernels::make_layout(row.format, row.shape.rows, row.shape.k).layout);
  return traffic.read + traffic.written;
}

}  // namespace benchsuite
