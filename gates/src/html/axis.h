// SPDX-License-Identifier: Apache-2.0
// Axes of the plots: ranges, round ticks, and labels with as many digits as tell two ticks apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perfgate::html_detail {

/// low < high, both finite; the ticks lie inside.
struct Axis {
  double low = 0, high = 1;
  std::vector<double> ticks;

  /// Where `value` stands when `low` is at `from` and `high` at `to`; values outside stay at the
  /// end.
  [[nodiscard]] double at(double value, double from, double to) const;
};

/// How values of a unit are written along an axis: divided by `factor`, in `unit`.
struct AxisUnit {
  double factor = 1;
  std::string unit;  // "ms", "KiB", "M/s"; "" for plain numbers
};

[[nodiscard]] AxisUnit axis_unit(double magnitude, std::string_view unit);

/// An axis over [low, high], a little wider, with about `wanted` ticks at 1, 2 or 5 times a power
/// of ten of the displayed unit. Equal or not finite ends give an axis around the value (or 0).
[[nodiscard]] Axis round_axis(double low, double high, int wanted, const AxisUnit& unit = {});

/// The number at a tick, without the unit.
[[nodiscard]] std::string tick_label(const Axis& axis, double tick, const AxisUnit& unit);

}  // namespace perfgate::html_detail
