// SPDX-License-Identifier: Apache-2.0
// Heads and screens for the tests of the screened head.
#pragma once

#include "head/dense_scalar.h"
#include "screen/screen_layout.h"
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace bitnet::kernels::testing {

// A head in memory, rows given as floats.
struct TestHead {
  DenseType type;
  std::uint32_t rows;
  std::uint32_t cols;
  std::vector<std::uint8_t> data;

  [[nodiscard]] DenseMatrix matrix() const { return {data.data(), type, rows, cols}; }

  [[nodiscard]] float weight(std::size_t r, std::size_t i) const {
    return dense_weight(type, data.data() + r * dense_row_bytes(type, cols), i);
  }
};

[[nodiscard]] inline TestHead make_head(DenseType type, std::size_t cols,
                                        const std::vector<std::vector<float>>& rows) {
  TestHead head{
      type, static_cast<std::uint32_t>(rows.size()), static_cast<std::uint32_t>(cols), {}};
  const std::size_t row_bytes = dense_row_bytes(type, cols);
  head.data.resize(rows.size() * row_bytes);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    quantize_dense_row(type, rows[r].data(), cols, head.data.data() + r * row_bytes);
  }
  return head;
}

[[nodiscard]] inline std::vector<std::vector<float>> random_rows(std::size_t rows, std::size_t cols,
                                                                 Data kind, Rng& rng) {
  std::vector<std::vector<float>> all(rows);
  for (std::vector<float>& row : all) {
    row = make_data(kind, cols, rng);
  }
  return all;
}

[[nodiscard]] inline std::vector<std::uint8_t> build_screen(Isa isa, const TestHead& head) {
  FencedBuffer<std::uint8_t> screen(screen_bytes(head.rows, head.cols));
  FencedBuffer<float> scratch(screen_build_scratch_floats(head.cols));
  screen.fill(0xee);
  // Head padding behind the row heads is nobody's: clear it so that copies can be compared.
  const ScreenLayout layout = screen_layout(head.rows, head.cols);
  std::fill(screen.data() + head.rows * kScreenHeadBytes, screen.data() + layout.codes,
            std::uint8_t{0});
  const std::uint32_t half = head.rows / 2;
  kernels_for(isa).screen.build_rows(head.matrix(), half, head.rows, screen.data(), scratch.data());
  kernels_for(isa).screen.build_rows(head.matrix(), 0, half, screen.data(), scratch.data());
  CHECK(screen.guards_intact());
  CHECK(scratch.guards_intact());
  return {screen.span().begin(), screen.span().end()};
}

}  // namespace bitnet::kernels::testing
