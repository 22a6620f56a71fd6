// SPDX-License-Identifier: Apache-2.0
// Turning a ratio into the row's members. An open end stays absent; it never becomes a number.
#include "policy/row_ratio.h"

#include "policy/classify.h"

#include <algorithm>
#include <cmath>

namespace perfgate {

std::optional<double> finite_value(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

double worse_of(double ratio, Direction direction) {
  const double change = (ratio - 1) * 100;
  return direction == Direction::kLowerIsBetter ? change : -change;
}

std::optional<double> worse_end(const stats::Interval& ratios, Direction direction) {
  return finite_value(
      std::max(worse_of(ratios.lower, direction), worse_of(ratios.upper, direction)));
}

void set_ratio(ReportRow& row, const stats::RatioTest& test, const Policy& policy) {
  row.ratio.estimate = finite_value(test.estimate);
  row.ratio.lower = finite_value(test.interval.lower);
  row.ratio.upper = finite_value(test.interval.upper);
  row.ratio.confidence = test.confidence;
  row.ratio.method = test.method;
  const double a = worse_of(test.interval.lower, row.direction);
  const double b = worse_of(test.interval.upper, row.direction);
  row.worse_pct = finite_value(worse_of(test.estimate, row.direction));
  row.worse_lower_pct = finite_value(std::min(a, b));
  row.worse_upper_pct = finite_value(std::max(a, b));
  if (!row.worse_lower_pct || !row.worse_upper_pct || !row.ratio.upper) {
    row.warnings.emplace_back("the interval is open: too few values for this confidence");
  }
  row.suspected = class_of(row.worse_pct.value_or(0), policy);
  row.reached = class_of(row.worse_lower_pct.value_or(0), policy);
  row.within_limit = row.worse_upper_pct && *row.worse_upper_pct < row.limit_pct;
}

}  // namespace perfgate
