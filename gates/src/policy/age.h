// SPDX-License-Identifier: Apache-2.0
// Days between two points in time as files state them.
#pragma once

#include <optional>
#include <string>

namespace perfgate {

/// Whole days from `then` to `now`, both beginning "YYYY-MM-DD"; negative when then is later.
/// Nothing for anything else.
[[nodiscard]] std::optional<double> days_between(const std::string& then, const std::string& now);

}  // namespace perfgate
