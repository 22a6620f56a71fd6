// SPDX-License-Identifier: Apache-2.0
// For tests: the value of a figure as a report prints it.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace perfgate::test {

/// "1,634.23<micro>s", ">99.8%", "3.44M elem/s", "760 Kelem/s", "~2.8s" -> base unit. The power of
/// ten is joined to the digits before conversion, so that the result is the correctly rounded
/// value.
inline std::optional<double> printed_value(std::string_view printed) {
  const std::size_t first = printed.find_first_of("0123456789");
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  std::string digits;
  std::size_t at = first;
  for (; at < printed.size(); ++at) {
    const char c = printed[at];
    if ((c >= '0' && c <= '9') || c == '.') {
      digits += c;
    } else if (c != ',') {
      break;
    }
  }
  while (at < printed.size() && printed[at] == ' ') {
    ++at;
  }
  std::string_view unit = printed.substr(at);
  constexpr std::pair<std::string_view, int> kUnits[] = {
      {"", 0},        {"%", 0},        {"s", 0},        {"ms", -3},     {"\xc2\xb5s", -6},
      {"ns", -9},     {"K elem/s", 3}, {"Kelem/s", 3},  {"K/s", 3},     {"M elem/s", 6},
      {"Melem/s", 6}, {"M/s", 6},      {"G elem/s", 9}, {"Gelem/s", 9}, {"G/s", 9},
  };
  for (const auto& [name, exponent] : kUnits) {
    if (name == unit) {
      return std::strtod((digits + "e" + std::to_string(exponent)).c_str(), nullptr);
    }
  }
  return std::nullopt;
}

/// Half a unit of the last digit printed, in the base unit; 0 if the figure cannot be read.
inline double printed_rounding(const std::string& printed) {
  std::string last_digit = printed;
  const std::size_t end = printed.find_last_of("0123456789");
  for (std::size_t i = 0; end != std::string::npos && i <= end; ++i) {
    if (last_digit[i] >= '0' && last_digit[i] <= '9') {
      last_digit[i] = i == end ? '5' : '0';
    }
  }
  return printed_value(last_digit).value_or(0) / 10;
}

}  // namespace perfgate::test
