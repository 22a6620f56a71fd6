// SPDX-License-Identifier: Apache-2.0
// One `perfgate run`: the processes of all rounds, and the record of them.
#pragma once

#include "runner/outcome.h"
#include "runner/progress.h"
#include "runner/run_json.h"
#include "runner/suite_plan.h"
#include "runner/system_load.h"

#include <perfgate/config.h>
#include <perfgate/result.h>
#include <perfgate/runner.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
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
  [[nodiscard]] std::vector<std::string> command_of(const PlannedSuite& planned,
                                                    const std::string& out,
                                                    std::uint64_t seed) const;
  void note_outcome(ProcessRecord& process, const PlannedSuite& planned,
                    const std::filesystem::path& out, const std::string& failure);
  void note_unlisted(const PlannedSuite& planned, const std::set<std::string>& rows);
  void fail_row(const ProcessRecord& process, const std::string& id, const std::string& reason);
  void note_steal(const std::optional<CpuTicks>& before, const ProcessRecord& process);
  void add_load_warnings();
  [[nodiscard]] Result<void> save(bool complete);
  [[nodiscard]] tl::unexpected<Error> interrupted();
  [[nodiscard]] RunSummary summary() const;

  const Config& config_;
  const RunOptions& options_;
  std::vector<PlannedSuite> suites_;
  std::string folder_;              // as the user named it
  std::filesystem::path absolute_;  // the programs run in the config's folder
  RunRecord record_;
  Progress progress_;
  std::set<std::string> rows_, failed_ids_;
  std::map<std::string, std::set<std::string>> unlisted_;  // by suite
  std::size_t failed_processes_ = 0, rounds_done_ = 0;
  double worst_steal_ = 0;
  std::string worst_steal_where_;
  std::size_t processes_with_steal_ = 0;
};

}  // namespace perfgate::runner_detail
