// SPDX-License-Identifier: Apache-2.0
// Fixed places only: no fractions of seconds, no week or ordinal dates.
#include "base/calendar.h"

#include <charconv>
#include <system_error>

namespace perfgate {
namespace {

/// Exactly `digits` decimal digits at `at`.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) {
    return std::nullopt;
  }
  int value = 0;
  const char* const begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + digits, value);
  const bool whole = error == std::errc() && end == begin + digits && *begin != '-';
  return whole ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<std::chrono::sys_days> day_of(std::string_view text) {
  const auto year = number_at(text, 0, 4);
  const auto month = number_at(text, 5, 2);
  const auto day = number_at(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional<std::chrono::sys_days>(date) : std::nullopt;
}

std::optional<std::chrono::sys_seconds> wall_time(std::string_view text) {
  const auto day = day_of(text);
  const auto hour = number_at(text, 11, 2);
  const auto minute = number_at(text, 14, 2);
  const auto second = number_at(text, 17, 2);
  const bool sound = day && hour && minute && second && (text[10] == 'T' || text[10] == ' ') &&
                     text[13] == ':' && text[16] == ':' && *hour <= 23 && *minute <= 59 &&
                     *second <= 60;
  if (!sound) {
    return std::nullopt;
  }
  return *day + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

std::optional<std::chrono::minutes> utc_offset(std::string_view text) {
  if (text == "Z") {
    return std::chrono::minutes(0);
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
  const std::chrono::minutes total = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return text[0] == '-' ? -total : total;
}

}  // namespace perfgate
