// SPDX-License-Identifier: Apache-2.0
// How often each interval contains the true ratio.
#pragma once

#include "table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace perfgate::proof {

/// Every interval x every noise x n = 6 ... 40 runs a side, nominal 95 %. Wanted: at least 94 %.
/// The unpaired intervals without calibration promise nothing for correlated runs: they cannot see
/// the correlation.
[[nodiscard]] std::vector<Finding> prove_coverage(std::size_t trials, std::uint64_t seed);

}  // namespace perfgate::proof
