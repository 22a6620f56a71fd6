// SPDX-License-Identifier: Apache-2.0
// Rounds x suites as fresh processes. Every process leaves a record and every promised row either
// samples or a failed row; run.json is replaced after each round, so that a run that is cut short
// says so itself.
#include "runner/campaign.h"

#include "runner/interrupt.h"
#include "runner/schedule.h"

#include <perfgate/files.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

namespace perfgate::runner_detail {
namespace fs = std::filesystem;

Campaign::Campaign(const Config& config, const RunOptions& options,
                   std::vector<PlannedSuite> suites, std::string folder, RunRecord record)
    : config_(config),
      options_(options),
      suites_(std::move(suites)),
      folder_(std::move(folder)),
      absolute_(fs::absolute(folder_).lexically_normal()),
      record_(std::move(record)),
      progress_(options, static_cast<std::size_t>(record_.rounds), suites_.size()) {
  for (const PlannedSuite& planned : suites_) {
    record_.expected.push_back({planned.suite->name, planned.expected});
    rows_.insert(planned.expected.begin(), planned.expected.end());
  }
}

Result<RunSummary> Campaign::run() {
  if (auto saved = save(false); !saved) {  // a folder that cannot be written shows before the work
    return tl::unexpected(saved.error());
  }
  const auto rounds = static_cast<std::size_t>(record_.rounds);
  for (std::size_t round = 0; round < rounds; ++round) {
    if (auto done = run_round(round); !done) {
      return done.error().code == ExitCode::kInterrupted ? Result<RunSummary>(interrupted())
                                                         : tl::unexpected(done.error());
    }
    ++rounds_done_;
    progress_.round_ends(round, failed_ids_.size());
    const bool complete = round + 1 == rounds;
    if (complete) {
      add_load_warnings();
    }
    if (auto saved = save(complete); !saved) {
      return tl::unexpected(saved.error());
    }
  }
  return summary();
}

tl::unexpected<Error> Campaign::interrupted() {
  std::string message =
      fmt::format("interrupted in round {} of {}; {} is marked incomplete", rounds_done_ + 1,
                  record_.rounds, (fs::path(folder_) / "run.json").string());
  if (auto saved = save(false); !saved) {
    message = fmt::format("interrupted in round {} of {}, and: {}", rounds_done_ + 1,
                          record_.rounds, saved.error().message);
  }
  return tl::unexpected(Error{ExitCode::kInterrupted, std::move(message)});
}

Result<void> Campaign::run_round(std::size_t round) {
  const std::vector<std::size_t> order = round_order(options_.seed, round, suites_.size());
  for (std::size_t position = 0; position < order.size(); ++position) {
    if (interrupt_count() > 0) {
      return tl::unexpected(Error{ExitCode::kInterrupted, "interrupted"});
    }
    const PlannedSuite& planned = suites_[order[position]];
    progress_.process_starts(round, position, planned.suite->name, failed_ids_.size());
    if (auto done = run_one(round, position, planned); !done) {
      return done;
    }
  }
  return {};
}

std::vector<std::string> Campaign::command_of(const PlannedSuite& planned, const std::string& out,
                                              std::uint64_t seed) const {
  const Substitutions values = {out, filter_argument(options_.filter), std::to_string(seed)};
  std::vector<std::string> argv;
  argv.reserve(planned.command.size());
  for (const std::string& argument : planned.command) {
    argv.push_back(substituted(argument, values));
  }
  return argv;
}

Result<void> Campaign::run_one(std::size_t round, std::size_t position,
                               const PlannedSuite& planned) {
  const Suite& suite = *planned.suite;
  ProcessRecord process;
  process.round = round_name(round, static_cast<std::size_t>(record_.rounds));
  process.suite = suite.name;
  process.position = position + 1;
  process.seed = round_seed(options_.seed, round);
  process.started = now_rfc3339();
  if (!planned.listing_failure.empty()) {
    fail_row(process, suite.name, planned.listing_failure);
    record_.processes.push_back(std::move(process));  // without exit status: it never started
    ++failed_processes_;
    return {};
  }
  const bool is_file = suite.output == "google_benchmark";
  const std::string name = path_component(suite.name);
  const fs::path folder = absolute_ / process.round;
  const fs::path out = folder / (is_file ? name + ".json" : name);
  std::error_code error;
  fs::create_directories(is_file ? folder : out, error);
  if (error) {
    return input_error(fmt::format("{}: {}", out.string(), error.message()));
  }
  process.load_before = load_average();
  const auto ticks = cpu_ticks();
  const auto result =
      run_process(command_of(planned, out.string(), process.seed), config_.directory,
                  suite.timeout_s, (folder / (name + ".log")).string(), nullptr);
  process.load_after = load_average();
  note_steal(ticks, process);
  if (result) {
    process.seconds = result->seconds;
    process.timed_out = result->timed_out;
    process.max_rss_bytes = result->max_rss_bytes;
    if (result->signal != 0) {
      process.signal = result->signal;
    } else {
      process.exit_code = result->exit_code;
    }
  } else if (result.error().code == ExitCode::kInterrupted) {
    return tl::unexpected(result.error());
  }
  note_outcome(process, planned, out, process_failure(result, suite.timeout_s));
  record_.processes.push_back(std::move(process));
  return {};
}

void Campaign::note_outcome(ProcessRecord& process, const PlannedSuite& planned,
                            const fs::path& out, const std::string& failure) {
  const Delivery delivery = read_delivery(out.string());
  if (!delivery.unreadable.empty()) {
    // Out of the way of later readers, but kept: it may be the only trace of what went wrong.
    std::error_code ignored;
    fs::rename(out, fs::path(out) += ".unreadable", ignored);
  } else if (!delivery.rows.empty() || !delivery.failed.empty()) {
    process.output = out.lexically_relative(absolute_).string();
  }
  rows_.insert(delivery.rows.begin(), delivery.rows.end());
  note_unlisted(planned, delivery.rows);
  const auto failed = failed_rows(planned.suite->name, planned.expected, delivery, failure);
  for (const FailedRow& row : failed) {
    fail_row(process, row.id, row.reason);
  }
  if (!failed.empty() || !failure.empty()) {
    ++failed_processes_;
  }
}

void Campaign::note_unlisted(const PlannedSuite& planned, const std::set<std::string>& rows) {
  if (planned.suite->list.empty()) {
    return;
  }
  const std::set<std::string> listed(planned.expected.begin(), planned.expected.end());
  std::set<std::string>& unlisted = unlisted_[planned.suite->name];
  std::set_difference(rows.begin(), rows.end(), listed.begin(), listed.end(),
                      std::inserter(unlisted, unlisted.end()));
}

void Campaign::fail_row(const ProcessRecord& process, const std::string& id,
                        const std::string& reason) {
  record_.failed_rows.push_back({id, process.suite, process.round, reason});
  rows_.insert(id);
  failed_ids_.insert(id);
}

void Campaign::note_steal(const std::optional<CpuTicks>& before, const ProcessRecord& process) {
  const auto after = cpu_ticks();
  const double percent = before && after ? steal_percent(*before, *after) : 0;
  if (percent <= 0) {
    return;
  }
  ++processes_with_steal_;
  if (percent > worst_steal_) {
    worst_steal_ = percent;
    worst_steal_where_ = process.round + "/" + process.suite;
  }
}

void Campaign::add_load_warnings() {
  const unsigned cpus = std::max(1U, std::thread::hardware_concurrency());
  if (!record_.processes.empty()) {
    const auto load = record_.processes.front().load_before;
    if (load && *load > 0.5 * cpus) {
      record_.warnings.push_back(
          fmt::format("the load average was {:.2f} on {} CPUs before the first process; other work "
                      "slows benchmarks down",
                      *load, cpus));
    }
  }
  if (processes_with_steal_ > 0) {
    record_.warnings.push_back(fmt::format(
        "the hypervisor took CPU time away during {} of {} processes, at worst {:.2f} % in {}",
        processes_with_steal_, record_.processes.size(), worst_steal_, worst_steal_where_));
  }
  for (const auto& [suite, ids] : unlisted_) {
    if (!ids.empty()) {
      record_.warnings.push_back(
          fmt::format("suite '{}' delivered {} rows that it does not list, "
                      "e.g. '{}'",
                      suite, ids.size(), *ids.begin()));
    }
  }
}

Result<void> Campaign::save(bool complete) {
  record_.complete = complete;
  record_.finished = complete ? now_rfc3339() : "";
  return write_file_atomic((absolute_ / "run.json").string(), dump_json(run_to_json(record_)));
}

RunSummary Campaign::summary() const {
  RunSummary summary;
  summary.path = folder_;
  summary.rows = rows_.size();
  summary.failed_rows = failed_ids_.size();
  summary.processes = record_.processes.size();
  summary.failed_processes = failed_processes_;
  for (const FailedRowRecord& row : record_.failed_rows) {
    summary.failures.push_back(fmt::format("{} in {}: {}", row.id, row.round, row.reason));
  }
  summary.warnings = record_.warnings;
  return summary;
}

}  // namespace perfgate::runner_detail
