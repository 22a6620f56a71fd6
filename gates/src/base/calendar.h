// SPDX-License-Identifier: Apache-2.0
// The parts of ISO 8601 dates that files hold. What a whole date may look like is its reader's
// rule.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace perfgate {

/// Characters of "YYYY-MM-DDThh:mm:ss".
inline constexpr std::size_t kWallLength = 19;

/// The day of "YYYY-MM-DD" at the beginning of `text`, if there is one of that date.
[[nodiscard]] std::optional<std::chrono::sys_days> day_of(std::string_view text);

/// "YYYY-MM-DDThh:mm:ss" at the beginning, read as UTC; a space may stand for the T. Second 60 is
/// the next minute's first.
[[nodiscard]] std::optional<std::chrono::sys_seconds> wall_time(std::string_view text);

/// All of `text`: "Z", "+01:00" or "-0730", at most 14 hours; east of UTC is positive.
[[nodiscard]] std::optional<std::chrono::minutes> utc_offset(std::string_view text);

}  // namespace perfgate
