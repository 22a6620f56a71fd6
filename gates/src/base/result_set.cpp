// SPDX-License-Identifier: Apache-2.0
// What readers of results need before any testing: names of directions, and the median. All other
// statistics are in the statistics module.
#include <perfgate/result_set.h>

#include <algorithm>
#include <cstddef>

namespace perfgate {

const char* direction_name(Direction direction) {
  return direction == Direction::kHigherIsBetter ? "higher_is_better" : "lower_is_better";
}

std::optional<Direction> direction_from_name(std::string_view name) {
  if (name == "higher_is_better") {
    return Direction::kHigherIsBetter;
  }
  if (name == "lower_is_better") {
    return Direction::kLowerIsBetter;
  }
  return std::nullopt;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  const double below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) / 2;  // no overflow for values near the largest double
}

}  // namespace perfgate
