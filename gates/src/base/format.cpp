// SPDX-License-Identifier: Apache-2.0
// Numbers for people: scaled units, four significant digits, signed percentages. Never used for
// files that are read again.
#include <perfgate/text.h>

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <span>

namespace perfgate {
namespace {

struct Scale {
  double factor;
  const char* name;
};

constexpr std::array<Scale, 4> kSeconds = {{{1e-9, "ns"}, {1e-6, "us"}, {1e-3, "ms"}, {1.0, "s"}}};
constexpr double kKib = 1024;
constexpr std::array<Scale, 5> kBytes = {{{1, "B"},
                                          {kKib, "KiB"},
                                          {kKib * kKib, "MiB"},
                                          {kKib * kKib * kKib, "GiB"},
                                          {kKib * kKib * kKib * kKib, "TiB"}}};

constexpr double kLargestPlain = 1e15;   // above: exponent form
constexpr double kSmallestPlain = 1e-4;  // below: exponent form

/// Four significant digits without an exponent where a person would not want one.
std::string four_digits(double value) {
  const double magnitude = std::abs(value);
  if (value == 0) {
    return "0";  // also for -0
  }
  if (magnitude >= kLargestPlain || magnitude < kSmallestPlain) {
    return fmt::format("{:.4g}", value);
  }
  if (magnitude < 9999.5) {
    return fmt::format("{:.4g}", value);
  }
  const double step = std::pow(10.0, std::floor(std::log10(magnitude)) - 3);
  return fmt::format("{:.0f}", std::round(value / step) * step);
}

/// The largest unit in which the value, rounded to four digits, is at least 1.
std::string scaled(double value, std::span<const Scale> scales) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < scales.size(); ++i) {
    if (std::abs(value) >= scales[i].factor * (1 - 0.5e-4)) {
      best = i;
    }
  }
  return fmt::format("{} {}", four_digits(value / scales[best].factor), scales[best].name);
}

}  // namespace

std::string format_value(double value, std::string_view unit) {
  if (!std::isfinite(value)) {
    return "n/a";
  }
  if (unit == "s") {
    return value == 0 ? "0 s" : scaled(value, kSeconds);
  }
  if (unit == "B") {
    return scaled(value, kBytes);
  }
  const bool count = unit == "1";
  if (count && std::trunc(value) == value && std::abs(value) < kLargestPlain) {
    return fmt::format("{:.0f}", value == 0 ? 0.0 : value);
  }
  return count || unit.empty() ? four_digits(value)
                               : fmt::format("{} {}", four_digits(value), unit);
}

std::string format_percent(std::optional<double> percent, int decimals) {
  constexpr double kWidest = 1e6;
  if (!percent || !std::isfinite(*percent)) {
    return "n/a";
  }
  if (std::abs(*percent) >= kWidest) {
    return fmt::format("{:+.3g} %", *percent);
  }
  const std::string text = fmt::format("{:+.{}f} %", *percent, decimals);
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return zero ? text.substr(1) : text;  // "0.0 %": the sign of a rounded zero says nothing
}

}  // namespace perfgate
