// SPDX-License-Identifier: Apache-2.0
// How close a decoded tensor is to the original. Pure functions in double; each formula is also
// what the labels of the published figure say.
#pragma once

#include <span>

namespace benchsuite {

/// 100 * share of elements that compare equal (NaN never does). Requires equal, positive lengths,
/// as do all functions here.
[[nodiscard]] double exact_percent(std::span<const float> original, std::span<const float> decoded);

/// 10 * log10(sum w^2 / sum (w - d)^2). +inf without any error, NaN for an all-zero original.
[[nodiscard]] double sqnr_db(std::span<const float> original, std::span<const float> decoded);

/// sum w*d / sqrt(sum w^2 * sum d^2). NaN if either is all zero.
[[nodiscard]] double cosine_similarity(std::span<const float> original,
                                       std::span<const float> decoded);

/// 100 * (1 - RMSE / RMS of the original).
[[nodiscard]] double rmse_score_percent(std::span<const float> original,
                                        std::span<const float> decoded);

}  // namespace benchsuite
