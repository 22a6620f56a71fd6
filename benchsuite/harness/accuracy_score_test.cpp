// SPDX-License-Identifier: Apache-2.0
// Accuracy formulas on hand-computed answers, and the known figures of block-32 absmax
// quantisation.
#include "accuracy_score.h"

#include "bench_data.h"

#include <bitnet/kernels/kernels.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace benchsuite {
namespace {

TEST_CASE("scores of a small vector") {
  const std::vector<float> w = {3, -4, 0, 0};
  const std::vector<float> d = {3, -3, 0, 1};
  CHECK(std::abs(exact_percent(w, d) - 50) <= 1e-12);
  CHECK(std::abs(sqnr_db(w, d) - 10 * std::log10(25.0 / 2)) <= 1e-12);
  CHECK(std::abs(cosine_similarity(w, d) - 21 / std::sqrt(25.0 * 19)) <= 1e-12);
  CHECK(std::abs(rmse_score_percent(w, d) - 100 * (1 - std::sqrt(2.0 / 25))) <= 1e-12);
}

TEST_CASE("limits: no error, no signal, NaN") {
  const std::vector<float> w = {1, -1};
  const std::vector<float> zero = {0, 0};
  const std::vector<float> nan = {std::numeric_limits<float>::quiet_NaN(), -1};
  CHECK(exact_percent(w, w) == 100);
  CHECK(std::isinf(sqnr_db(w, w)));
  CHECK(rmse_score_percent(w, w) == 100);
  CHECK(std::isnan(sqnr_db(zero, zero)));
  CHECK(std::isnan(cosine_similarity(w, zero)));
  CHECK(exact_percent(nan, nan) == 50);
}

double block32_ramp_score(std::size_t n) {
  namespace kernels = bitnet::kernels;
  const auto layout = kernels::make_layout(kernels::Format::kI2sBlock32, 1, n).layout;
  const auto& table = kernels::kernels_for(kernels::Isa::kScalar).of(layout.format);
  std::vector<float> weights(n);
  std::vector<float> decoded(n);
  std::vector<std::uint8_t> packed(layout.total_bytes);
  fill_data(Data::kRamp, 0, weights);
  table.quantize(layout, weights.data(), packed.data());
  table.dequantize(layout, packed.data(), decoded.data());
  return rmse_score_percent(weights, decoded);
}

TEST_CASE("the ramp score of one format depends on the length of the ramp") {
  CHECK(std::abs(block32_ramp_score(1024) - 94.04) <= 0.005);
  CHECK(std::abs(block32_ramp_score(65536) - 99.90) <= 0.005);
}

}  // namespace
}  // namespace benchsuite
