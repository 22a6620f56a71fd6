// SPDX-License-Identifier: Apache-2.0
// Row ranges of the tiled formats: TL1 stores whole row tiles one after the other, TL2 the same in
// three planes, which are gathered first.
#include "gguf/ternary_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace bitnet::runtime {
namespace {

using kernels::PackedLayout;

/// The rows [first, first + part.rows) of a TL2 matrix as a matrix of their own.
std::vector<std::uint8_t> gather_planes(const PackedLayout& whole, const std::uint8_t* packed,
                                        std::size_t first, const PackedLayout& part) {
  const std::size_t pairs = whole.k_padded - whole.three_k;
  const std::size_t row_bytes[] = {whole.three_k / 6, whole.three_k / 24, pairs / 4};
  std::vector<std::uint8_t> gathered(part.total_bytes);
  const std::uint8_t* plane = packed;
  std::uint8_t* to = gathered.data();
  for (const std::size_t bytes : row_bytes) {
    std::memcpy(to, plane + first * bytes, part.rows_padded * bytes);
    to += part.rows_padded * bytes;
    plane += whole.rows_padded * bytes;
  }
  return gathered;
}

}  // namespace

Result<void> TernaryReader::unpack_tiles(std::uint32_t begin, std::uint32_t end,
                                         std::int8_t* trits) const {
  const PackedLayout& whole = t_.layout_;
  const std::size_t tile = whole.tile.bm_rows;
  const std::size_t first = begin / tile * tile;
  const std::size_t last = std::min<std::size_t>(t_.rows_, (end + tile - 1) / tile * tile);
  const PackedLayout part =
      kernels::make_layout(whole.format, last - first, t_.cols_, whole.tile).layout;
  std::vector<std::uint8_t> gathered;
  const std::uint8_t* packed = bytes_at(first * (whole.k_padded / 4));
  if (whole.format == kernels::Format::kTl2) {
    gathered = gather_planes(whole, bytes_at(0), first, part);
    packed = gathered.data();
  }
  if (kernels::count_invalid_codes(part, packed) != 0) {
    return fault(fmt::format("has an unused code in rows {} to {}", first, last - 1));
  }
  // The kernel reads a scale behind the codes it is given: the codes that follow, or the tail.
  float ignored = 0;
  if (first == begin && last == end) {
    kernels_.of(part.format).unpack(part, packed, trits, &ignored);
    return {};
  }
  std::vector<std::int8_t> detour((last - first) * t_.cols_);
  kernels_.of(part.format).unpack(part, packed, detour.data(), &ignored);
  std::copy_n(detour.data() + (begin - first) * t_.cols_, std::size_t{end - begin} * t_.cols_,
              trits);
  return {};
}

}  // namespace bitnet::runtime
