// SPDX-License-Identifier: Apache-2.0
// The format-specific half of TernaryTensor. One object per call; no state of its own.
#pragma once

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/ternary_tensor.h>

#include <cstdint>
#include <string>

namespace bitnet::runtime {

class TernaryReader {
 public:
  explicit TernaryReader(const TernaryTensor& tensor);

  [[nodiscard]] Result<float> find_scale() const;

  /// Requires row_begin < row_end <= rows.
  [[nodiscard]] Result<void> unpack(std::uint32_t row_begin, std::uint32_t row_end,
                                    std::int8_t* trits) const;

 private:
  [[nodiscard]] Result<float> find_block_scale() const;
  [[nodiscard]] Result<float> checked_scale(float scale, std::uint64_t offset) const;
  [[nodiscard]] Result<void> unpack_i2s(std::uint32_t begin, std::uint32_t end,
                                        std::int8_t* trits) const;
  [[nodiscard]] Result<void> unpack_blocks(std::uint32_t begin, std::uint32_t end,
                                           std::int8_t* trits) const;
  [[nodiscard]] Result<void> unpack_tiles(std::uint32_t begin, std::uint32_t end,
                                          std::int8_t* trits) const;
  [[nodiscard]] Result<void> check_codes(std::uint32_t begin, const std::int8_t* trits,
                                         std::size_t count) const;
  [[nodiscard]] Result<void> check_scales(std::uint32_t begin, const std::int8_t* trits,
                                          std::span<const float> scales) const;
  [[nodiscard]] tl::unexpected<Error> fault(const std::string& what) const;
  [[nodiscard]] const std::uint8_t* bytes_at(std::size_t offset) const;

  const TernaryTensor& t_;
  const kernels::KernelTable& kernels_;
};

}  // namespace bitnet::runtime
