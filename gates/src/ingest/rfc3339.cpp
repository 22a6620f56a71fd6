// SPDX-License-Identifier: Apache-2.0
// ISO 8601 with seconds and offset -> RFC 3339 UTC. Reads no fractions of seconds: no source of
// results but one writes them, and that one cuts them off.
#include "ingest/rfc3339.h"

#include "base/calendar.h"

#include <fmt/format.h>

namespace perfgate {

std::string utc_from_iso8601(std::string_view text) {
  const auto wall = wall_time(text);
  const auto offset =
      wall ? utc_offset(text.substr(kWallLength)) : std::optional<std::chrono::minutes>();
  if (!offset) {
    return {};
  }
  const std::chrono::sys_seconds utc = *wall - *offset;
  const auto midnight = std::chrono::floor<std::chrono::days>(utc);
  const std::chrono::year_month_day on(midnight);
  const std::chrono::hh_mm_ss time(utc - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(on.year()),
                     static_cast<unsigned>(on.month()), static_cast<unsigned>(on.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace perfgate
