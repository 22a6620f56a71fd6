// SPDX-License-Identifier: Apache-2.0
// One `perfgate paired`: pairs of processes, base and candidate back to back. Everything that must
// be equal on both sides (cores, iteration counts, seed, environment) is decided here, once a pair.
#pragma once

#include "runner/paired_json.h"
#include "runner/progress.h"
#include "runner/run_recorder.h"
#include "runner/suite_plan.h"

#include <perfgate/config.h>
#include <perfgate/result.h>
#include <perfgate/runner.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace perfgate::runner_detail {

/// One of the two builds.
struct PairedSide {
  std::string directory;
  std::vector<PlannedSuite> suites;
  RunRecorder recorder;
};

class PairedCampaign {
 public:
  /// `folder` is ours. The record may hold rounds that are done: then the sides hold their rows.
  PairedCampaign(const Config& config, const PairedOptions& options, const RunOptions& run_options,
                 std::string folder, PairedRecord record, PairedSide base, PairedSide candidate);

  /// Errors: files cannot be written, interrupted (everything of the rounds before stays usable by
  /// `resume`).
  [[nodiscard]] Result<PairedSummary> run();

 private:
  /// One suite as both sides have it; a side without it has null.
  struct SharedSuite {
    const PlannedSuite* base = nullptr;
    const PlannedSuite* candidate = nullptr;

    [[nodiscard]] const Suite& suite() const {
      return *(base != nullptr ? base : candidate)->suite;
    }
  };

  void match_suites();
  [[nodiscard]] Result<void> plan_all();
  [[nodiscard]] Result<void> plan_one(const SharedSuite& shared);
  [[nodiscard]] Result<void> run_round(std::size_t round);
  [[nodiscard]] Result<void> run_pair(std::size_t round, std::size_t position,
                                      const SharedSuite& shared);
  [[nodiscard]] Result<void> run_once(const PairRecord& pair, const ProcessPlan& plan,
                                      const SharedSuite& shared);
  [[nodiscard]] Result<void> save(bool complete);
  [[nodiscard]] Error interrupted();
  [[nodiscard]] std::size_t failed_rows() const;
  [[nodiscard]] PairedSummary summary() const;

  const Config& config_;
  const PairedOptions& options_;
  std::string folder_;
  PairedRecord record_;
  PairedSide base_, candidate_;
  std::vector<SharedSuite> shared_;
  std::map<std::string, std::string> plans_;  // by suite
  Progress progress_;
};

}  // namespace perfgate::runner_detail
