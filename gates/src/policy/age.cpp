// SPDX-License-Identifier: Apache-2.0
// Dates only: the time of day does not matter for what ages over weeks.
#include "policy/age.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace perfgate {
namespace {

std::optional<int> digits(const std::string& text, std::size_t from, std::size_t count) {
  int value = 0;
  const char* const end = text.data() + from + count;
  const auto [stop, error] = std::from_chars(text.data() + from, end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::optional<std::chrono::sys_days> date_of(const std::string& text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || *month < 1 || *day < 1) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional<std::chrono::sys_days>(date) : std::nullopt;
}

}  // namespace

std::optional<double> days_between(const std::string& then, const std::string& now) {
  const auto from = date_of(then);
  const auto to = date_of(now);
  return from && to ? std::optional(static_cast<double>((*to - *from).count())) : std::nullopt;
}

double drift_sd(double days) {
  constexpr double kSdOfOneDay = 0.0014;
  return kSdOfOneDay * std::sqrt(std::max(0.0, days - 1));
}

}  // namespace perfgate
