// SPDX-License-Identifier: Apache-2.0
// One run folder while it is written: processes are run into it, and every promised row ends up
// either with samples or as a failed row of run.json. When and in which order is the caller's
// business.
#pragma once

#include "runner/outcome.h"
#include "runner/run_json.h"
#include "runner/suite_plan.h"

#include <perfgate/result.h>
#include <perfgate/runner.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace perfgate::runner_detail {

/// One process to run.
struct ProcessPlan {
  std::string round;
  std::size_t position = 0;  // within the round, from 1
  std::uint64_t seed = 0;
  std::string filter;
  std::string plan;                      // {plan}; with it the suite's plan arguments are appended
  std::vector<std::string> environment;  // added to ours
  std::string directory;                 // where it runs; "" = the recorder's
};

class RunRecorder {
 public:
  /// `directory` is where the programs run; `folder` is the run folder; `record` holds what is
  /// known before the first process.
  RunRecorder(std::string directory, std::string folder, const std::vector<PlannedSuite>& suites,
              RunRecord record);

  /// Runs `planned` and records what it delivered. Errors: the folder cannot be written,
  /// interrupted.
  [[nodiscard]] Result<void> measure(const ProcessPlan& plan, const PlannedSuite& planned);

  /// Forgets what `suite` did in `round`; its files are moved aside.
  void discard(const std::string& round, const Suite& suite);
  /// Forgets all rounds that are not in `rounds`, files included: what an interrupted run left.
  void keep_rounds(const std::set<std::string>& rounds);

  /// Replaces run.json.
  [[nodiscard]] Result<void> save(bool complete);

  void add_unlisted_warnings();

  [[nodiscard]] RunRecord& record() { return record_; }

  [[nodiscard]] const RunRecord& record() const { return record_; }

  [[nodiscard]] std::size_t failed_row_count() const;
  [[nodiscard]] RunSummary summary() const;

 private:
  [[nodiscard]] std::filesystem::path output_of(const std::string& round, const Suite& suite) const;
  [[nodiscard]] static std::vector<std::string> command_of(const ProcessPlan& plan,
                                                           const PlannedSuite& planned,
                                                           const std::string& out);
  void note_outcome(ProcessRecord& process, const PlannedSuite& planned,
                    const std::filesystem::path& out, const std::string& failure);
  void note_unlisted(const PlannedSuite& planned, const std::set<std::string>& rows);
  void fail_row(const ProcessRecord& process, const std::string& id, const std::string& reason);

  std::string directory_;
  std::string folder_;              // as the user named it
  std::filesystem::path absolute_;  // the programs run elsewhere
  RunRecord record_;
  std::set<std::string> rows_;
  std::map<std::string, std::set<std::string>> unlisted_;  // by suite
};

}  // namespace perfgate::runner_detail
