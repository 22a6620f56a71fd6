// SPDX-License-Identifier: Apache-2.0
// How old a baseline is, and how far a machine may have drifted since.
#pragma once

#include <optional>
#include <string>

namespace perfgate {

/// Whole days from `then` to `now`, both beginning "YYYY-MM-DD"; negative when then is later.
/// Nothing for anything else.
[[nodiscard]] std::optional<double> days_between(const std::string& then, const std::string& now);

/// Standard deviation of ln ratio between results that are so many days apart, beyond what runs of
/// one day differ by; 0 for a day or less. From a year of a quiet workstation: the share of rows
/// beyond 2 % grew from 0.6 % after one day over 2.1 % (7) and 3.0 % (14) to 3.3 % (20), which is
/// a variance of (0.14 %)^2 a day. Other machines drift more, never less.
[[nodiscard]] double drift_sd(double days);

}  // namespace perfgate
