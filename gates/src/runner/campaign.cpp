// SPDX-License-Identifier: Apache-2.0
// Rounds x suites as fresh processes; run.json is replaced after each round, so that a run that is
// cut short says so itself.
#include "runner/campaign.h"

#include "runner/interrupt.h"
#include "runner/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

namespace perfgate::runner_detail {
namespace fs = std::filesystem;

Campaign::Campaign(const Config& config, const RunOptions& options,
                   std::vector<PlannedSuite> suites, std::string folder, RunRecord record)
    : options_(options),
      suites_(std::move(suites)),
      folder_(std::move(folder)),
      recorder_(config.directory, folder_, suites_, std::move(record)),
      steal_limit_pct_(config.steal_pct),
      progress_(options, static_cast<std::size_t>(recorder_.record().rounds), suites_.size()),
      pace_(config.round_spacing_s) {}

Result<RunSummary> Campaign::run() {
  // A folder that cannot be written shows before the work.
  if (auto saved = recorder_.save(false); !saved) {
    return tl::unexpected(saved.error());
  }
  const auto rounds = static_cast<std::size_t>(recorder_.record().rounds);
  for (std::size_t round = 0; round < rounds; ++round) {
    pace_.wait();
    if (auto done = run_round(round); !done) {
      return done.error().code == ExitCode::kInterrupted ? Result<RunSummary>(interrupted())
                                                         : tl::unexpected(done.error());
    }
    ++rounds_done_;
    progress_.round_ends(round, recorder_.failed_row_count());
    const bool complete = round + 1 == rounds;
    if (complete) {
      add_warnings();
    }
    if (auto saved = recorder_.save(complete); !saved) {
      return tl::unexpected(saved.error());
    }
  }
  return recorder_.summary();
}

tl::unexpected<Error> Campaign::interrupted() {
  const int rounds = recorder_.record().rounds;
  std::string message =
      fmt::format("interrupted in round {} of {}; {} is marked incomplete", rounds_done_ + 1,
                  rounds, (fs::path(folder_) / "run.json").string());
  if (auto saved = recorder_.save(false); !saved) {
    message = fmt::format("interrupted in round {} of {}, and: {}", rounds_done_ + 1, rounds,
                          saved.error().message);
  }
  return tl::unexpected(Error{ExitCode::kInterrupted, std::move(message)});
}

Result<void> Campaign::run_round(std::size_t round) {
  const std::vector<std::size_t> order = round_order(options_.seed, round, suites_.size());
  for (std::size_t position = 0; position < order.size(); ++position) {
    const PlannedSuite& planned = suites_[order[position]];
    progress_.process_starts(round, position, planned.suite->name, recorder_.failed_row_count());
    if (auto done = run_one(round, position, planned); !done) {
      return done;
    }
  }
  return {};
}

Result<void> Campaign::run_one(std::size_t round, std::size_t position,
                               const PlannedSuite& planned) {
  ProcessPlan plan;
  plan.round = round_name(round, static_cast<std::size_t>(recorder_.record().rounds));
  plan.position = position + 1;
  plan.seed = round_seed(options_.seed, round);
  plan.filter = options_.filter;
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (interrupt_count() > 0) {
      return tl::unexpected(Error{ExitCode::kInterrupted, "interrupted"});
    }
    const Disturbances before = read_disturbances();
    if (auto done = recorder_.measure(plan, planned); !done) {
      return done;
    }
    const Disturbances after = read_disturbances();
    note_steal(before, after, plan.round + "/" + planned.suite->name);
    const std::string reason = disturbed(before, after, steal_limit_pct_);
    if (reason.empty() || !planned.listing_failure.empty()) {
      break;
    }
    const bool again = attempt == 0;
    recorder_.record().warnings.push_back(
        fmt::format("{}/{}: {}; {}", plan.round, planned.suite->name, reason,
                    again ? "void, repeated once" : "kept, it was the repetition"));
    if (again) {
      recorder_.discard(plan.round, *planned.suite);
    }
  }
  return {};
}

void Campaign::note_steal(const Disturbances& before, const Disturbances& after,
                          const std::string& where) {
  const double percent =
      before.ticks && after.ticks ? steal_percent(*before.ticks, *after.ticks) : 0;
  if (percent <= 0) {
    return;
  }
  ++processes_with_steal_;
  if (percent > worst_steal_) {
    worst_steal_ = percent;
    worst_steal_where_ = where;
  }
}

void Campaign::add_warnings() {
  RunRecord& record = recorder_.record();
  const unsigned cpus = std::max(1U, std::thread::hardware_concurrency());
  if (!record.processes.empty()) {
    const auto load = record.processes.front().load_before;
    if (load && *load > 0.5 * cpus) {
      record.warnings.push_back(
          fmt::format("the load average was {:.2f} on {} CPUs before the first process; other work "
                      "slows benchmarks down",
                      *load, cpus));
    }
  }
  if (processes_with_steal_ > 0) {
    record.warnings.push_back(fmt::format(
        "the hypervisor took CPU time away during {} of {} processes, at worst {:.2f} % in {}",
        processes_with_steal_, record.processes.size(), worst_steal_, worst_steal_where_));
  }
  if (std::string close = close_rounds_warning(pace_.shortest_gap_s()); !close.empty()) {
    record.warnings.push_back(std::move(close));
  }
  recorder_.add_unlisted_warnings();
}

}  // namespace perfgate::runner_detail
