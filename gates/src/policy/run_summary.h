// SPDX-License-Identifier: Apache-2.0
// One number for the samples of one run: the unit of every comparison between runs and of rounds.
#pragma once

#include <perfgate/result_set.h>

#include <string>
#include <vector>

namespace perfgate {

/// Whether "minimum" means anything in this unit: what is measured against a clock has a sample
/// that noise has touched least; other units have none, and their median is taken.
[[nodiscard]] bool has_best(const std::string& unit);

/// The sample that noise has touched least: the smallest time, the largest rate. Not empty.
[[nodiscard]] double best_of(const std::vector<double>& values, Direction direction);

/// `values` (not empty) of a run of `row` as `summary` says: "minimum" or "median", as in Policy.
[[nodiscard]] double summary_of_run(const Row& row, const std::vector<double>& values,
                                    const std::string& summary);

/// summary_of_run of every run that has values, in run order.
[[nodiscard]] std::vector<double> run_summaries(const Row& row, const std::string& summary);

}  // namespace perfgate
