// SPDX-License-Identifier: Apache-2.0
// run_suites: checks everything that can be refused early, claims the run folder, and hands over to
// the Campaign.
#include "runner/campaign.h"
#include "runner/interrupt.h"
#include "runner/out_folder.h"
#include "runner/revision.h"
#include "runner/suite_plan.h"

#include <perfgate/doctor.h>
#include <perfgate/machine.h>
#include <perfgate/runner.h>

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace perfgate {
namespace {

using namespace runner_detail;  // this module's own names

[[nodiscard]] RunRecord opening_record(const Config& config, const RunOptions& options,
                                       int rounds) {
  RunRecord record;
  record.created = now_rfc3339();
  const Revision revision = git_revision(config.directory);
  record.commit = revision.commit;
  record.dirty = revision.dirty;
  record.machine = detect_machine();
  record.features = options.features.empty() ? std::vector<std::string>{"cpu"} : options.features;
  record.profile = options.profile;
  record.filter = options.filter;
  record.seed = options.seed;
  record.rounds = rounds;
  record.findings_before = finding_lines(examine_machine());
  return record;
}

[[nodiscard]] Result<std::string> run_folder(const Config& config, const RunOptions& options,
                                             const RunRecord& record) {
  if (options.out.empty()) {
    const std::filesystem::path runs = std::filesystem::path(config.directory) / config.runs_dir;
    return claim_default_folder(runs.string(), record.created, record.commit);
  }
  if (auto claimed = claim_folder(options.out); !claimed) {
    return tl::unexpected(claimed.error());
  }
  return options.out;
}

}  // namespace

Result<RunSummary> run_suites(const Config& config, const RunOptions& options) {
  const int rounds = options.rounds == 0 ? config.rounds : options.rounds;
  if (rounds < 1 || rounds > kMaxRounds) {
    return usage_error(fmt::format("{} rounds: at least 1 and at most {}", rounds, kMaxRounds));
  }
  const InterruptGuard guard;
  auto suites = select_suites(config, options);
  if (!suites) {
    return tl::unexpected(suites.error());
  }
  if (auto listed = list_rows(*suites, config, options); !listed) {
    return tl::unexpected(listed.error());
  }
  RunRecord record = opening_record(config, options, rounds);
  const auto folder = run_folder(config, options, record);
  if (!folder) {
    return tl::unexpected(folder.error());
  }
  return Campaign(config, options, std::move(*suites), *folder, std::move(record)).run();
}

}  // namespace perfgate
