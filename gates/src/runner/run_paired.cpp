// SPDX-License-Identifier: Apache-2.0
// run_paired: checks what can be refused early, lists the rows of both sides, claims the folder or
// picks up an interrupted run, and hands over to the PairedCampaign.
#include "runner/interrupt.h"
#include "runner/out_folder.h"
#include "runner/paired_campaign.h"
#include "runner/revision.h"
#include "runner/schedule.h"

#include <perfgate/doctor.h>
#include <perfgate/files.h>
#include <perfgate/machine.h>
#include <perfgate/runner.h>

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

namespace perfgate {
namespace {

namespace fs = std::filesystem;
using namespace runner_detail;  // this module's own names

constexpr std::size_t kMaxProgramBytes = std::size_t{512} << 20;

RunOptions run_options_of(const PairedOptions& options) {
  RunOptions run;
  run.features = options.features;
  run.profile = options.profile;
  run.filter = options.filter;
  run.seed = options.seed;
  run.progress = options.progress;
  run.notify = options.notify;
  return run;
}

Result<std::vector<PlannedSuite>> suites_in(const Config& config, const std::string& directory,
                                            const RunOptions& options, const char* side) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return input_error(fmt::format("{}: the {} is no folder", directory, side));
  }
  // select_suites keeps pointers to the suites of the config that it is given, so the copy only
  // changes where programs are looked for.
  Config there = config;
  there.directory = directory;
  auto suites = select_suites(there, options);
  auto listed = suites ? list_rows(*suites, there, options) : Result<void>();
  if (!suites || !listed) {
    const Error& why = suites ? listed.error() : suites.error();
    return tl::unexpected(Error{why.code, fmt::format("{}: {}", side, why.message)});
  }
  for (PlannedSuite& planned : *suites) {
    const auto index = static_cast<std::size_t>(planned.suite - there.suites.data());
    planned.suite = &config.suites[index];
  }
  return suites;
}

// SHA-256 of the program of a suite; nothing for one that is found through PATH or is too large.
std::optional<std::string> program_hash(const std::string& directory, const PlannedSuite& planned) {
  const std::string& name = planned.command.front();
  if (name.find('/') == std::string::npos) {
    return std::nullopt;
  }
  const Result<std::string> bytes =
      read_file((fs::path(directory) / name).string(), kMaxProgramBytes);
  return bytes ? std::optional(sha256_hex(*bytes)) : std::nullopt;
}

bool same_programs(const PairedSide& base, const PairedSide& candidate) {
  if (base.suites.size() != candidate.suites.size()) {
    return false;
  }
  for (std::size_t i = 0; i < base.suites.size(); ++i) {
    const auto before = program_hash(base.directory, base.suites[i]);
    if (!before || before != program_hash(candidate.directory, candidate.suites[i])) {
      return false;
    }
  }
  return true;
}

RunRecord opening_record(const PairedOptions& options, const std::string& directory, int rounds) {
  RunRecord record;
  record.created = now_rfc3339();
  const Revision revision = git_revision(directory);
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

PairedRecord opening_paired(const PairedOptions& options, int rounds) {
  PairedRecord record;
  record.created = now_rfc3339();
  record.base = fs::absolute(options.base).lexically_normal().string();
  record.candidate = fs::absolute(options.candidate).lexically_normal().string();
  record.features = options.features.empty() ? std::vector<std::string>{"cpu"} : options.features;
  record.profile = options.profile;
  record.filter = options.filter;
  record.seed = options.seed;
  record.rounds = rounds;
  record.findings_before = finding_lines(examine_machine());
  return record;
}

Result<PairedRecord> stored_paired(const std::string& folder, const PairedRecord& asked) {
  const std::string path = folder + "/paired.json";
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  Result<PairedRecord> stored = paired_from_json(*json, path);
  if (!stored) {
    return stored;
  }
  if (const std::string other = other_settings(*stored, asked); !other.empty()) {
    return usage_error(fmt::format("{} cannot go on with other settings: {}", folder, other));
  }
  return stored;
}

// The record that the interrupted run left, cut back to the rounds that are done.
Result<void> pick_up(PairedSide& side, const std::string& folder,
                     const std::vector<std::string>& done) {
  const std::string path = folder + "/run.json";
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  Result<RunRecord> record = run_from_json(*json, path);
  if (!record) {
    return tl::unexpected(record.error());
  }
  if (record->machine.key() != detect_machine().key()) {
    return tl::unexpected(Error{ExitCode::kIncomparable,
                                folder + ": was begun on another machine; begin again here"});
  }
  side.recorder = RunRecorder(side.directory, folder, side.suites, std::move(*record));
  side.recorder.keep_rounds(std::set<std::string>(done.begin(), done.end()));
  return {};
}

Result<std::string> claimed(const Config& config, const PairedOptions& options,
                            const std::string& now) {
  if (options.out.empty()) {
    return claim_default_folder((fs::path(config.directory) / config.runs_dir).string(), now,
                                "paired");
  }
  if (auto taken = claim_folder(options.out); !taken) {
    return tl::unexpected(taken.error());
  }
  return options.out;
}

Result<void> check_options(const PairedOptions& options, int rounds) {
  if (rounds < 1 || rounds > kMaxRounds) {
    return usage_error(fmt::format("{} rounds: at least 1 and at most {}", rounds, kMaxRounds));
  }
  if (options.base_variants.size() != options.candidate_variants.size()) {
    return usage_error(
        fmt::format("{} builds of the base and {} of the candidate: a pair needs both",
                    options.base_variants.size() + 1, options.candidate_variants.size() + 1));
  }
  if (options.resume && options.out.empty()) {
    return usage_error("--resume needs the folder of the interrupted run: --out DIR");
  }
  return {};
}

PairedSide new_side(const PairedOptions& options, const std::string& directory,
                    std::vector<PlannedSuite> suites, const std::string& folder, int rounds) {
  RunRecorder recorder(directory, folder, suites, opening_record(options, directory, rounds));
  return {directory, std::move(suites), std::move(recorder)};
}

// Both sides and the record cut back to the rounds that the interrupted run had done.
Result<void> go_on(PairedRecord& record, PairedSide& base, PairedSide& candidate,
                   const std::string& folder) {
  if (auto picked = pick_up(base, folder + "/base", record.done); !picked) {
    return picked;
  }
  if (auto picked = pick_up(candidate, folder + "/candidate", record.done); !picked) {
    return picked;
  }
  const std::set<std::string> done(record.done.begin(), record.done.end());
  std::erase_if(record.pairs, [&](const PairRecord& pair) { return !done.contains(pair.round); });
  return {};
}

// The record of a new run, or of the one to go on with, and its folder.
Result<std::string> opened(const Config& config, const PairedOptions& options,
                           PairedRecord& record) {
  if (!options.resume) {
    return claimed(config, options, record.created);
  }
  auto stored = stored_paired(options.out, record);
  if (!stored) {
    return tl::unexpected(stored.error());
  }
  record = std::move(*stored);
  return options.out;
}

}  // namespace

Result<PairedSummary> run_paired(const Config& config, const PairedOptions& options) {
  const int rounds = options.rounds == 0 ? config.paired_rounds : options.rounds;
  if (auto usable = check_options(options, rounds); !usable) {
    return tl::unexpected(usable.error());
  }
  const InterruptGuard guard;
  const RunOptions run = run_options_of(options);
  auto before = suites_in(config, options.base, run, "base");
  if (!before) {
    return tl::unexpected(before.error());
  }
  auto after = suites_in(config, options.candidate, run, "candidate");
  if (!after) {
    return tl::unexpected(after.error());
  }
  PairedRecord record = opening_paired(options, rounds);
  const Result<std::string> folder = opened(config, options, record);
  if (!folder) {
    return tl::unexpected(folder.error());
  }
  PairedSide base = new_side(options, record.base, std::move(*before), *folder + "/base", rounds);
  PairedSide candidate =
      new_side(options, record.candidate, std::move(*after), *folder + "/candidate", rounds);
  if (options.resume) {
    if (auto ready = go_on(record, base, candidate, *folder); !ready) {
      return tl::unexpected(ready.error());
    }
  }
  record.same_programs = same_programs(base, candidate);
  return PairedCampaign(config, options, run, *folder, std::move(record), std::move(base),
                        std::move(candidate))
      .run();
}

}  // namespace perfgate
