// SPDX-License-Identifier: Apache-2.0
// Times of runs as numbers. What has no offset is the time of an unknown place and gives nothing.
#include "base/calendar.h"

#include <perfgate/history.h>

#include <string_view>

namespace perfgate {

std::optional<std::int64_t> rfc3339_seconds(const std::string& time) {
  const auto wall = wall_time(time);
  if (!wall || time[10] != 'T') {
    return std::nullopt;
  }
  std::string_view rest = std::string_view(time).substr(kWallLength);
  if (rest.starts_with('.')) {
    const std::size_t digits = rest.find_first_not_of("0123456789", 1);
    rest = digits == 1 || digits == std::string_view::npos ? "" : rest.substr(digits);
  }
  const auto offset = utc_offset(rest);
  const bool colon = rest.size() != 5;  // RFC 3339 has it, ISO 8601 may leave it out
  return offset && colon ? std::optional<std::int64_t>((*wall - *offset).time_since_epoch().count())
                         : std::nullopt;
}

}  // namespace perfgate
