// SPDX-License-Identifier: Apache-2.0
// The table of units. No prefixes are guessed: what is not listed does not fit.
#include "policy/units.h"

#include <map>

namespace perfgate {

const std::vector<std::string>& slo_units() {
  static const std::vector<std::string> kUnits{"s", "ms", "us", "ns", "%", "B", "1", "x"};
  return kUnits;
}

bool unit_needs_positive(const std::string& unit) {
  return unit == "B" || unit == "s" || unit == "ms" || unit == "us" || unit == "ns" || unit == "x";
}

std::optional<double> unit_factor(const std::string& row_unit, const std::string& slo_unit) {
  static const std::map<std::string, double> kPerSecond{
      {"s", 1}, {"ms", 1e3}, {"us", 1e6}, {"ns", 1e9}};
  if (row_unit == "s") {
    const auto found = kPerSecond.find(slo_unit);
    return found == kPerSecond.end() ? std::nullopt : std::optional<double>(found->second);
  }
  return row_unit == slo_unit ? std::optional<double>(1) : std::nullopt;
}

}  // namespace perfgate
