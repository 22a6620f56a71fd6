// SPDX-License-Identifier: Apache-2.0
// TernaryTensor: one reader per packed format behind one interface. The kernels' unpack works on
// whole matrices, so a row range is presented to it as a smaller matrix at the right byte offset.
#include "base/text.h"
#include "gguf/kernel_types.h"
#include "gguf/ternary_reader.h"

#include <bitnet/runtime/ternary_tensor.h>

#include <fmt/core.h>

#include <cmath>
#include <cstring>
#include <numeric>

namespace bitnet::runtime {
namespace {

constexpr std::uint64_t kMaxExtent = (std::uint64_t{1} << 31) - 1;

std::uint32_t row_group_of(const kernels::PackedLayout& layout) {
  if (layout.format == kernels::Format::kI2sTensor) {
    return static_cast<std::uint32_t>(128 / std::gcd<std::size_t>(128, layout.k));
  }
  return layout.tile.bm_rows == 0 ? 1 : layout.tile.bm_rows;
}

}  // namespace

Result<TernaryTensor> TernaryTensor::open(const GgufFile& file, const GgufTensor& tensor,
                                          I2sLayout i2s) {
  const auto fault = [&](const std::string& what) {
    return input_error(
        fmt::format("{}: tensor {} {}", file.path().native(), in_quotes(tensor.name), what));
  };
  if (!is_ternary(tensor.type)) {
    return fault(fmt::format("has type {}, wanted I2_S, TL1, TL2, TQ1_0 or TQ2_0",
                             gguf_type_name(tensor.type)));
  }
  if (tensor.rows() > kMaxExtent || tensor.cols() > kMaxExtent) {
    return fault(fmt::format("has {} rows and {} columns, wanted at most {} of each", tensor.rows(),
                             tensor.cols(), kMaxExtent));
  }
  TernaryTensor view;
  view.file_ = &file;
  view.tensor_ = &tensor;
  view.data_ = file.data(tensor);
  view.i2s_ = i2s;
  view.rows_ = static_cast<std::uint32_t>(tensor.rows());
  view.cols_ = static_cast<std::uint32_t>(tensor.cols());
  const kernels::LayoutResult made =
      kernels::make_layout(ternary_format(tensor.type), view.rows_, view.cols_);
  if (made.error != kernels::LayoutError::kNone || made.layout.total_bytes != tensor.bytes) {
    return fault(fmt::format("has {} bytes, wanted {}", tensor.bytes, made.layout.total_bytes));
  }
  view.layout_ = made.layout;
  view.row_group_ = row_group_of(made.layout);
  const Result<float> scale = TernaryReader(view).find_scale();
  if (!scale) {
    return tl::unexpected(scale.error());
  }
  view.scale_ = *scale;
  return view;
}

Result<void> TernaryTensor::unpack(std::uint32_t row_begin, std::uint32_t row_end,
                                   std::int8_t* trits) const {
  return row_begin == row_end ? Result<void>()
                              : TernaryReader(*this).unpack(row_begin, row_end, trits);
}

}  // namespace bitnet::runtime
