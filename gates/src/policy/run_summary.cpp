// SPDX-License-Identifier: Apache-2.0
// Which summary decides is the configuration's choice, made before the data were seen.
#include "policy/run_summary.h"

#include <perfgate/stats.h>

#include <algorithm>

namespace perfgate {

bool has_best(const std::string& unit) {
  return unit == "s" || unit == "1/s" || unit == "B/s";
}

double best_of(const std::vector<double>& values, Direction direction) {
  return direction == Direction::kLowerIsBetter ? *std::min_element(values.begin(), values.end())
                                                : *std::max_element(values.begin(), values.end());
}

double summary_of_run(const Row& row, const std::vector<double>& values,
                      const std::string& summary) {
  return summary == "minimum" && has_best(row.unit) ? best_of(values, row.direction)
                                                    : stats::median(values);
}

std::vector<double> run_summaries(const Row& row, const std::string& summary) {
  std::vector<double> summaries;
  for (const RunSamples& run : row.runs) {
    if (!run.values.empty()) {
      summaries.push_back(summary_of_run(row, run.values, summary));
    }
  }
  return summaries;
}

}  // namespace perfgate
