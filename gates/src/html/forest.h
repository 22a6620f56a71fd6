// SPDX-License-Identifier: Apache-2.0
// The forest plot: one line a row with estimate, interval and limit on a logarithmic axis that all
// rows share. Positions are percentages of the width, so that the plot fits any screen without
// distorting its marks. Right is always worse: the ratio of a row whose higher values are better is
// turned over.
#pragma once

#include <perfgate/gate_report.h>

#include <optional>
#include <string>
#include <vector>

namespace perfgate::html_detail {

class ForestScale {
 public:
  /// Symmetric about no change; wide enough for the limits and for all but far outliers.
  ForestScale(const std::vector<const ReportRow*>& rows, const Policy& policy);

  /// Percent of the width, 0 .. 100, of a log ratio that is positive when worse.
  [[nodiscard]] double place(double log_worse) const;
  [[nodiscard]] bool beyond(double log_worse) const;

  [[nodiscard]] double extent() const { return extent_; }

  /// The limit that most rows have, as log_limit() gives it: drawn once for all of them.
  [[nodiscard]] std::optional<double> usual_limit() const { return usual_limit_; }

  /// Changes in percent that are labelled, e.g. -10, 0, 10.
  [[nodiscard]] const std::vector<double>& ticks() const { return ticks_; }

 private:
  double extent_ = 0;
  std::optional<double> usual_limit_;
  std::vector<double> ticks_;
};

/// ln of a ratio of the row, with the sign turned so that positive is worse; nullopt when the ratio
/// is absent or not positive.
[[nodiscard]] std::optional<double> log_worse(const ReportRow& row, std::optional<double> ratio);

/// The limit of the row as such a log ratio.
[[nodiscard]] std::optional<double> log_limit(const ReportRow& row);

/// Noise band, zero line and usual limit, for <use> by every line; once in a page.
[[nodiscard]] std::string forest_definitions(const ForestScale& scale, const Policy& policy);

/// The line of one row, hidden from screen readers: the figures stand beside it as text. "" for a
/// row without a ratio.
[[nodiscard]] std::string forest_line(const ReportRow& row, const ForestScale& scale);

/// The axis with its labels.
[[nodiscard]] std::string forest_axis(const ForestScale& scale);

}  // namespace perfgate::html_detail
