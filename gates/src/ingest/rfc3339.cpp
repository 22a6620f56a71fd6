// SPDX-License-Identifier: Apache-2.0
// ISO 8601 with seconds and offset -> RFC 3339 UTC. Reads no fractions of seconds and no week or
// ordinal dates: no source of results writes them.
#include "ingest/rfc3339.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <optional>

namespace perfgate {
namespace {

constexpr std::size_t kLocalLength = 19;  // YYYY-MM-DDTHH:MM:SS

/// Exactly `digits` decimal digits at `at`.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + digits, value);
  if (error != std::errc() || end != begin + digits || value < 0) {
    return std::nullopt;
  }
  return value;
}

/// Minutes east of UTC from "Z", "+01:00" or "-0730".
std::optional<int> offset_minutes(std::string_view text) {
  if (text == "Z") {
    return 0;
  }
  const bool colon = text.size() == 6 && text[3] == ':';
  if (!(colon || text.size() == 5) || (text[0] != '+' && text[0] != '-')) {
    return std::nullopt;
  }
  const auto hours = number_at(text, 1, 2);
  const auto minutes = number_at(text, colon ? 4 : 3, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) {
    return std::nullopt;
  }
  const int total = *hours * 60 + *minutes;
  return text[0] == '-' ? -total : total;
}

}  // namespace

std::string utc_from_iso8601(std::string_view text) {
  if (text.size() <= kLocalLength || text[4] != '-' || text[7] != '-' ||
      (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':') {
    return {};
  }
  const auto year = number_at(text, 0, 4);
  const auto month = number_at(text, 5, 2);
  const auto day = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2);
  const auto minute = number_at(text, 14, 2);
  const auto second = number_at(text, 17, 2);
  const auto offset = offset_minutes(text.substr(kLocalLength));
  if (!year || !month || !day || !hour || !minute || !second || !offset || *hour > 23 ||
      *minute > 59 || *second > 60) {
    return {};
  }
  using namespace std::chrono;
  const year_month_day date(std::chrono::year(*year),
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) {
    return {};
  }
  const sys_seconds utc =
      sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second) - minutes(*offset);
  const auto midnight = floor<days>(utc);
  const year_month_day on(midnight);
  const hh_mm_ss time(utc - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(on.year()),
                     static_cast<unsigned>(on.month()), static_cast<unsigned>(on.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace perfgate
