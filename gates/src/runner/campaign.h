// SPDX-License-Identifier: Apache-2.0
// One `perfgate run`: which process when, and what disturbed them. A process during which CPU time
// was stolen or the CPU throttled is void and repeated once.
#pragma once

#include "runner/disturbance.h"
#include "runner/progress.h"
#include "runner/round_pace.h"
#include "runner/run_recorder.h"
#include "runner/suite_plan.h"

#include <perfgate/config.h>
#include <perfgate/result.h>
#include <perfgate/runner.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::runner_detail {

class Campaign {
 public:
  /// `folder` is empty and ours; `suites` as list_rows left them; `record` holds what is known
  /// before the first process.
  Campaign(const Config& config, const RunOptions& options, std::vector<PlannedSuite> suites,
           std::string folder, RunRecord record);

  /// Errors: run.json cannot be written, interrupted (run.json then says incomplete).
  [[nodiscard]] Result<RunSummary> run();

 private:
  [[nodiscard]] Result<void> run_round(std::size_t round);
  [[nodiscard]] Result<void> run_one(std::size_t round, std::size_t position,
                                     const PlannedSuite& planned);
  void note_steal(const Disturbances& before, const Disturbances& after, const std::string& where);
  void add_warnings();
  [[nodiscard]] tl::unexpected<Error> interrupted();

  const RunOptions& options_;
  std::vector<PlannedSuite> suites_;
  std::string folder_;  // as the user named it
  RunRecorder recorder_;
  double steal_limit_pct_;
  Progress progress_;
  RoundPace pace_;
  std::size_t rounds_done_ = 0;
  double worst_steal_ = 0;
  std::string worst_steal_where_;
  std::size_t processes_with_steal_ = 0;
};

}  // namespace perfgate::runner_detail
