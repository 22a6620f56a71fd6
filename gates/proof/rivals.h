// SPDX-License-Identifier: Apache-2.0
// Rules that other tools use to call a benchmark slower or faster, for comparison with the gate.
#pragma once

#include <perfgate/result_set.h>

#include <vector>

namespace perfgate::proof {

enum class Call { kNothing, kSlower, kFaster };

/// One call per row of `base` that `candidate` has too, in that order; all samples of all runs.
using Rival = std::vector<Call> (*)(const ResultSet& base, const ResultSet& candidate);

/// p < 0.05 (Welch's t, whose null distribution Criterion resamples) and the bootstrap interval of
/// the change of the mean beyond 1 %.
[[nodiscard]] std::vector<Call> criterion_rule(const ResultSet& base, const ResultSet& candidate);

/// Welch p < 0.05.
[[nodiscard]] std::vector<Call> welch_rule(const ResultSet& base, const ResultSet& candidate);

/// Mann-Whitney p < 0.05 after Holm and medians more than 5 % apart.
[[nodiscard]] std::vector<Call> mann_whitney_rule(const ResultSet& base,
                                                  const ResultSet& candidate);

}  // namespace perfgate::proof
