// SPDX-License-Identifier: Apache-2.0
// Whole suites through the comparison: how often unchanged code is blocked, and how often a planted
// slowdown is found.
#pragma once

#include "table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace perfgate::proof {

/// Suites of 50 rows of unchanged code, by evidence kind and noise between runs; the samples within
/// a run are quieter than the runs. Wanted: the upper bound of the share of blocked suites is at
/// most 5 %, which takes at least 60 trials without a block.
[[nodiscard]] std::vector<Finding> prove_false_blocks(std::size_t trials, std::uint64_t seed);

/// Paired suites of 20 rows with one slower row: found at 1 to 20 %, and at the printed smallest
/// detectable change, where 70 to 90 % are wanted.
[[nodiscard]] std::vector<Finding> prove_power(std::size_t trials, std::uint64_t seed);

}  // namespace perfgate::proof
