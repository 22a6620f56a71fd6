// SPDX-License-Identifier: Apache-2.0
// The pairs of all rounds. paired.json is replaced after each round, last of the three files: a
// round counts as done only when both sides are on disk.
#include "runner/paired_campaign.h"

#include "runner/cores.h"
#include "runner/disturbance.h"
#include "runner/interrupt.h"
#include "runner/schedule.h"

#include <perfgate/doctor.h>
#include <perfgate/files.h>
#include <perfgate/machine.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace perfgate::runner_detail {
namespace fs = std::filesystem;

PairedCampaign::PairedCampaign(const Config& config, const PairedOptions& options,
                               const RunOptions& run_options, std::string folder,
                               PairedRecord record, PairedSide base, PairedSide candidate)
    : config_(config),
      options_(options),
      folder_(std::move(folder)),
      record_(std::move(record)),
      base_(std::move(base)),
      candidate_(std::move(candidate)),
      progress_(run_options, static_cast<std::size_t>(record_.rounds), base_.suites.size()) {
  match_suites();
}

void PairedCampaign::match_suites() {
  const auto find = [](const std::vector<PlannedSuite>& suites, const Suite* suite) {
    const auto found = std::find_if(suites.begin(), suites.end(), [&](const PlannedSuite& planned) {
      return planned.suite->name == suite->name;
    });
    return found == suites.end() ? nullptr : &*found;
  };
  for (const Suite& suite : config_.suites) {
    const SharedSuite shared{find(base_.suites, &suite), find(candidate_.suites, &suite)};
    if (shared.base != nullptr || shared.candidate != nullptr) {
      shared_.push_back(shared);
    }
  }
}

Result<PairedSummary> PairedCampaign::run() {
  if (auto saved = save(false); !saved) {
    return tl::unexpected(saved.error());
  }
  const auto stopped = [this](const Error& error) -> Result<PairedSummary> {
    return tl::unexpected(error.code == ExitCode::kInterrupted ? interrupted() : error);
  };
  if (auto planned = plan_all(); !planned) {
    return stopped(planned.error());
  }
  const std::set<std::string> done(record_.done.begin(), record_.done.end());
  const auto rounds = static_cast<std::size_t>(record_.rounds);
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::string name = round_name(round, rounds);
    if (done.contains(name)) {
      continue;
    }
    if (auto ran = run_round(round); !ran) {
      return stopped(ran.error());
    }
    record_.done.push_back(name);
    progress_.round_ends(round, failed_rows());
    if (auto saved = save(false); !saved) {
      return tl::unexpected(saved.error());
    }
  }
  record_.findings_after = finding_lines(examine_machine());
  base_.recorder.add_unlisted_warnings();
  candidate_.recorder.add_unlisted_warnings();
  if (auto saved = save(true); !saved) {
    return tl::unexpected(saved.error());
  }
  return summary();
}

// Planning is a run of the base that is thrown away: it warms the page cache, too.
Result<void> PairedCampaign::plan_all() {
  for (const SharedSuite& shared : shared_) {
    const bool both = shared.base != nullptr && shared.candidate != nullptr;
    if (both && !shared.suite().plan.empty() && shared.base->listing_failure.empty()) {
      if (auto planned = plan_one(shared); !planned) {
        return planned;
      }
    }
  }
  return {};
}

Result<void> PairedCampaign::plan_one(const SharedSuite& shared) {
  const Suite& suite = shared.suite();
  const fs::path plan = fs::absolute(fs::path(folder_) / "plan" / path_component(suite.name));
  std::error_code error;
  if (fs::exists(plan / "complete", error)) {
    plans_[suite.name] = (plan / "round" / path_component(suite.name)).string();
    return {};
  }
  fs::remove_all(plan, error);
  RunRecorder recorder(base_.directory, plan.string(), {*shared.base}, base_.recorder.record());
  ProcessPlan process;
  process.round = "round";
  process.seed = round_seed(options_.seed, 0);
  process.filter = options_.filter;
  const CorePin pin(suite.cores);
  if (auto measured = recorder.measure(process, *shared.base); !measured) {
    return measured;
  }
  const RunRecord& record = recorder.record();
  if (record.processes.empty() || record.processes.back().output.empty()) {
    record_.warnings.push_back(
        fmt::format("suite '{}': the planning run delivered nothing, so every process chooses its "
                    "own iteration counts",
                    suite.name));
    return {};
  }
  plans_[suite.name] = (plan / record.processes.back().output).string();
  return write_file_atomic((plan / "complete").string(), "");
}

Result<void> PairedCampaign::run_round(std::size_t round) {
  const std::vector<std::size_t> order = round_order(options_.seed, round, shared_.size());
  for (std::size_t position = 0; position < order.size(); ++position) {
    const SharedSuite& shared = shared_[order[position]];
    progress_.process_starts(round, position, shared.suite().name, failed_rows());
    if (auto done = run_pair(round, position, shared); !done) {
      return done;
    }
  }
  return {};
}

Result<void> PairedCampaign::run_pair(std::size_t round, std::size_t position,
                                      const SharedSuite& shared) {
  const Suite& suite = shared.suite();
  const auto found = plans_.find(suite.name);
  ProcessPlan plan;
  plan.round = round_name(round, static_cast<std::size_t>(record_.rounds));
  plan.position = position + 1;
  plan.seed = round_seed(options_.seed, round);
  plan.filter = options_.filter;
  plan.plan = found == plans_.end() ? std::string() : found->second;
  PairRecord pair;
  pair.round = plan.round;
  pair.suite = suite.name;
  pair.position = plan.position;
  pair.candidate_first = candidate_first(options_.seed, round);
  pair.padding = environment_padding(options_.seed, round);
  pair.planned = !plan.plan.empty();
  pair.variant = round / 2 % (options_.base_variants.size() + 1);
  plan.environment = {"PERFGATE_PADDING=" + std::string(pair.padding, 'x')};
  const CorePin pin(suite.cores);
  pair.cores = pin.cores();
  for (int attempt = 0; attempt < 2; ++attempt) {
    const Disturbances before = read_disturbances();
    if (auto done = run_once(pair, plan, shared); !done) {
      return done;
    }
    const std::string reason = disturbed(before, read_disturbances(), config_.steal_pct);
    if (reason.empty()) {
      break;
    }
    pair.voids.push_back(reason + (attempt == 0 ? ": repeated" : ": kept, it was the repetition"));
    if (attempt == 0) {
      base_.recorder.discard(plan.round, suite);
      candidate_.recorder.discard(plan.round, suite);
    }
  }
  record_.pairs.push_back(std::move(pair));
  return {};
}

Result<void> PairedCampaign::run_once(const PairRecord& pair, const ProcessPlan& plan,
                                      const SharedSuite& shared) {
  for (const bool candidate : {pair.candidate_first, !pair.candidate_first}) {
    const PlannedSuite* planned = candidate ? shared.candidate : shared.base;
    if (planned == nullptr) {
      continue;
    }
    if (interrupt_count() > 0) {
      return tl::unexpected(Error{ExitCode::kInterrupted, "interrupted"});
    }
    RunRecorder& recorder = candidate ? candidate_.recorder : base_.recorder;
    const auto& variants = candidate ? options_.candidate_variants : options_.base_variants;
    ProcessPlan here = plan;
    here.directory = pair.variant == 0 ? std::string() : variants[pair.variant - 1];
    if (auto done = recorder.measure(here, *planned); !done) {
      return done;
    }
  }
  return {};
}

Result<void> PairedCampaign::save(bool complete) {
  for (PairedSide* side : {&base_, &candidate_}) {
    if (auto saved = side->recorder.save(complete); !saved) {
      return saved;
    }
  }
  record_.complete = complete;
  record_.finished = complete ? now_rfc3339() : "";
  return write_file_atomic(folder_ + "/paired.json", dump_json(paired_to_json(record_)));
}

Error PairedCampaign::interrupted() {
  // Nothing is saved: the files on disk end with the last whole round, and that is where a resumed
  // run goes on.
  return {ExitCode::kInterrupted,
          fmt::format("interrupted after {} of {} rounds; go on with --resume --out {}",
                      record_.done.size(), record_.rounds, folder_)};
}

std::size_t PairedCampaign::failed_rows() const {
  return base_.recorder.failed_row_count() + candidate_.recorder.failed_row_count();
}

PairedSummary PairedCampaign::summary() const {
  PairedSummary summary;
  summary.path = folder_;
  summary.base = folder_ + "/base";
  summary.candidate = folder_ + "/candidate";
  summary.rounds = record_.done.size();
  summary.failed_rows = failed_rows();
  summary.same_programs = record_.same_programs;
  summary.warnings = record_.warnings;
  for (const PairRecord& pair : record_.pairs) {
    summary.void_rounds += pair.voids.empty() ? 0 : 1;
    for (const std::string& reason : pair.voids) {
      summary.warnings.push_back(fmt::format("{}/{}: {}", pair.round, pair.suite, reason));
    }
  }
  for (const auto& [name, side] :
       {std::pair{"base", &base_}, std::pair{"candidate", &candidate_}}) {
    for (const std::string& failure : side->recorder.summary().failures) {
      summary.failures.push_back(fmt::format("{}: {}", name, failure));
    }
  }
  return summary;
}

}  // namespace perfgate::runner_detail
