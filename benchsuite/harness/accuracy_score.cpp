// SPDX-License-Identifier: Apache-2.0
// Accuracy formulas. Sums are plain: 65,536 terms in double lose nothing that a figure shows.
#include "accuracy_score.h"

#include <cmath>
#include <cstddef>

namespace benchsuite {
namespace {

struct Sums {
  double signal = 0;   // sum w^2
  double decoded = 0;  // sum d^2
  double cross = 0;    // sum w*d
  double error = 0;    // sum (w - d)^2
};

Sums sums_of(std::span<const float> original, std::span<const float> decoded) {
  Sums sums;
  for (std::size_t i = 0; i < original.size(); ++i) {
    const double w = original[i];
    const double d = decoded[i];
    sums.signal += w * w;
    sums.decoded += d * d;
    sums.cross += w * d;
    sums.error += (w - d) * (w - d);
  }
  return sums;
}

}  // namespace

double exact_percent(std::span<const float> original, std::span<const float> decoded) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < original.size(); ++i) {
    equal += original[i] == decoded[i] ? 1U : 0U;
  }
  return 100 * static_cast<double>(equal) / static_cast<double>(original.size());
}

double sqnr_db(std::span<const float> original, std::span<const float> decoded) {
  const Sums sums = sums_of(original, decoded);
  return 10 * std::log10(sums.signal / sums.error);
}

double cosine_similarity(std::span<const float> original, std::span<const float> decoded) {
  const Sums sums = sums_of(original, decoded);
  return sums.cross / std::sqrt(sums.signal * sums.decoded);
}

double rmse_score_percent(std::span<const float> original, std::span<const float> decoded) {
  const Sums sums = sums_of(original, decoded);
  return 100 * (1 - std::sqrt(sums.error / sums.signal));
}

}  // namespace benchsuite
