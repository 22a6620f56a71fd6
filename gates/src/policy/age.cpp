// SPDX-License-Identifier: Apache-2.0
// Dates only: the time of day does not matter for what ages over weeks.
#include "policy/age.h"

#include "base/calendar.h"

#include <algorithm>
#include <cmath>

namespace perfgate {
std::optional<double> days_between(const std::string& then, const std::string& now) {
  const auto from = day_of(then);
  const auto to = day_of(now);
  return from && to ? std::optional(static_cast<double>((*to - *from).count())) : std::nullopt;
}

double drift_sd(double days) {
  constexpr double kSdOfOneDay = 0.0014;
  return kSdOfOneDay * std::sqrt(std::max(0.0, days - 1));
}

}  // namespace perfgate
