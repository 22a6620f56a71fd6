// SPDX-License-Identifier: Apache-2.0
// Times of runs as numbers. What has no offset is the time of an unknown place and gives nothing.
#include <perfgate/history.h>

#include <chrono>

namespace perfgate {
namespace {

std::optional<int> two_digits(const std::string& text, std::size_t at) {
  int value = 0;
  if (at + 2 > text.size() || text[at] < '0' || text[at] > '9' || text[at + 1] < '0' ||
      text[at + 1] > '9') {
    return std::nullopt;
  }
  value = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return value;
}

// "Z", "+01:00", "-05:30" from `at` to the end, in minutes.
std::optional<int> offset_minutes(const std::string& text, std::size_t at) {
  if (text.substr(at) == "Z") {
    return 0;
  }
  const auto hours = two_digits(text, at + 1);
  const auto minutes = two_digits(text, at + 4);
  const bool sound = at + 6 == text.size() && (text[at] == '+' || text[at] == '-') && hours &&
                     text[at + 3] == ':' && minutes && *hours < 24 && *minutes < 60;
  if (!sound) {
    return std::nullopt;
  }
  return (text[at] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

// "YYYY-MM-DDThh:mm:ss" at the beginning, as if it were UTC.
std::optional<std::int64_t> wall_seconds(const std::string& text) {
  const auto century = two_digits(text, 0);
  const auto year = two_digits(text, 2);
  const auto month = two_digits(text, 5);
  const auto day = two_digits(text, 8);
  const auto hour = two_digits(text, 11);
  const auto minute = two_digits(text, 14);
  const auto second = two_digits(text, 17);
  const bool sound = century && year && month && day && hour && minute && second &&
                     text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' &&
                     text[16] == ':' && *hour < 24 && *minute < 60 && *second <= 60;
  if (!sound) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*century * 100 + *year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + *hour) * 60 + *minute) * 60 + *second;
}

}  // namespace

std::optional<std::int64_t> rfc3339_seconds(const std::string& time) {
  constexpr std::size_t kWallLength = 19;
  const std::optional<std::int64_t> wall = wall_seconds(time);
  if (!wall) {
    return std::nullopt;
  }
  std::size_t at = kWallLength;
  if (at < time.size() && time[at] == '.') {
    const std::size_t digits = time.find_first_not_of("0123456789", at + 1);
    at = digits == at + 1 || digits == std::string::npos ? time.size() : digits;
  }
  const std::optional<int> offset =
      at < time.size() ? offset_minutes(time, at) : std::optional<int>();
  return offset ? std::optional(*wall - std::int64_t{60} * *offset) : std::nullopt;
}

}  // namespace perfgate
