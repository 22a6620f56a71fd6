// SPDX-License-Identifier: Apache-2.0
// The one statistic that readers of results need before any testing: the median. Everything else is
// in the statistics module.
#include <perfgate/result_set.h>

#include <algorithm>
#include <cstddef>

namespace perfgate {

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
