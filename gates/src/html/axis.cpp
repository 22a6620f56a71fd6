// SPDX-License-Identifier: Apache-2.0
// Round ticks and their labels. Ticks are round in the displayed unit, so that 1024-based units get
// round labels too.
#include "html/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace perfgate::html_detail {
namespace {

constexpr double kMargin = 0.04;  // of the range, on both sides
constexpr int kMostDecimals = 9;
constexpr int kMostTicks = 50;
constexpr double kWidest = 1e300;  // a range between such ends is finite

struct AxisScale {
  double factor;
  const char* name;
};

constexpr std::array<AxisScale, 4> kTimeScales = {
    {{1e-9, "ns"}, {1e-6, "us"}, {1e-3, "ms"}, {1, "s"}}};
constexpr std::array<AxisScale, 5> kByteScales = {
    {{1, "B"}, {1024, "KiB"}, {1048576, "MiB"}, {1073741824, "GiB"}, {1099511627776, "TiB"}}};
constexpr std::array<AxisScale, 5> kRateScales = {
    {{1, ""}, {1e3, "K"}, {1e6, "M"}, {1e9, "G"}, {1e12, "T"}}};

template <std::size_t N>
AxisScale scale_for(double magnitude, const std::array<AxisScale, N>& scales) {
  AxisScale best = scales.front();
  for (const AxisScale& scale : scales) {
    best = magnitude >= scale.factor ? scale : best;
  }
  return best;
}

// 1, 2 or 5 times a power of ten, so that about `wanted` of them fill `range`.
double round_step(double range, int wanted) {
  const double rough = range / std::max(wanted, 1);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double digit : {1.0, 2.0, 5.0}) {
    if (digit * power >= rough) {
      return digit * power;
    }
  }
  return 10 * power;
}

}  // namespace

double Axis::at(double value, double from, double to) const {
  return from + (to - from) * ((std::clamp(value, low, high) - low) / (high - low));
}

Axis round_axis(double low, double high, int wanted, const AxisUnit& unit) {
  if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
    low = high = 0;
  }
  low = std::clamp(low, -kWidest, kWidest);
  high = std::clamp(high, -kWidest, kWidest);
  double range = high - low;
  if (!(range > 1e-12 * std::max(std::abs(low), std::abs(high))) || !std::isfinite(range)) {
    range = std::max(std::abs(low) * 0.02, 1e-12);  // one value: show its surroundings
    low -= range / 2;
    high += range / 2;
  }
  Axis axis{low - kMargin * range, high + kMargin * range, {}};
  const double step = round_step(range / unit.factor, wanted) * unit.factor;
  double tick = std::ceil(axis.low / step) * step;
  for (int i = 0; i < kMostTicks && tick <= axis.high; ++i) {
    axis.ticks.push_back(std::abs(tick) < step * 1e-6 ? 0 : tick);
    tick += step;
  }
  return axis;
}

AxisUnit axis_unit(double magnitude, std::string_view unit) {
  const double size = std::abs(magnitude);
  if (unit == "s") {
    const AxisScale scale = scale_for(size, kTimeScales);
    return {scale.factor, scale.name};
  }
  if (unit == "B") {
    const AxisScale scale = scale_for(size, kByteScales);
    return {scale.factor, scale.name};
  }
  if (unit.ends_with("/s")) {
    const AxisScale scale = scale_for(size, kRateScales);
    const std::string_view what = unit.substr(0, unit.size() - 2);
    return {scale.factor, fmt::format("{}{}/s", scale.name, what == "1" ? "" : what)};
  }
  return {1, unit == "1" ? std::string() : std::string(unit)};
}

std::string tick_label(const Axis& axis, double tick, const AxisUnit& unit) {
  const double step =
      axis.ticks.size() > 1 ? (axis.ticks[1] - axis.ticks[0]) / unit.factor : axis.high - axis.low;
  const double value = tick / unit.factor;
  if (std::abs(value) >= 1e7 || !(step > 1e-9)) {
    return fmt::format("{:.4g}", value);
  }
  const double needed = std::ceil(-std::log10(step) - 1e-9);
  const int decimals = static_cast<int>(std::clamp(needed, 0.0, double{kMostDecimals}));
  return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace perfgate::html_detail
