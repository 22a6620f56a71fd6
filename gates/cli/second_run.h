// SPDX-License-Identifier: Apache-2.0
// What both stages of gate and paired share: which rows are measured again, and how.
#pragma once

#include "verbs.h"

#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>
#include <perfgate/runner.h>

#include <set>
#include <string>
#include <vector>

namespace perfgate::cli {

/// Ids of "<id>\n<metric>" keys.
[[nodiscard]] std::set<std::string> ids_of(const std::vector<std::string>& keys);

/// "^(a|b)$" with special characters escaped, or "" when that is longer than programs accept: then
/// all rows run and the others are left out afterwards.
[[nodiscard]] std::string filter_of(const std::set<std::string>& ids);

/// Drops the rows whose id is not in `ids`.
void keep_rows(ResultSet& results, const std::set<std::string>& ids);

/// What was compared and found so far.
struct FirstStage {
  const ResultSet& baseline;
  const ResultSet& current;
  const CompareMode& mode;
};

/// Runs the failing and undecided rows of `report` once more, with another seed, and lets the new
/// data decide them, as members of the whole suite: the baseline is the one that chose them, so a
/// correction for these rows alone would let a baseline that was lucky in one of them fail it
/// twice. Nothing happens when there are none.
[[nodiscard]] Result<void> run_second_stage(Context& context, const Config& config, RunOptions run,
                                            const FirstStage& first, GateReport& report);

}  // namespace perfgate::cli
