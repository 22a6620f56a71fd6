// SPDX-License-Identifier: Apache-2.0
// Runs a process into a run folder and keeps the books. Judges no sample: that is ingest's and the
// policy's business.
#include "runner/run_recorder.h"

#include "runner/schedule.h"
#include "runner/system_load.h"

#include <perfgate/doctor.h>
#include <perfgate/files.h>
#include <perfgate/machine.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace perfgate::runner_detail {
namespace fs = std::filesystem;

RunRecorder::RunRecorder(std::string directory, std::string folder,
                         const std::vector<PlannedSuite>& suites, RunRecord record)
    : directory_(std::move(directory)),
      folder_(std::move(folder)),
      absolute_(fs::absolute(folder_).lexically_normal()),
      record_(std::move(record)) {
  record_.expected.clear();
  for (const PlannedSuite& planned : suites) {
    record_.expected.push_back({planned.suite->name, planned.expected});
    rows_.insert(planned.expected.begin(), planned.expected.end());
  }
}

fs::path RunRecorder::output_of(const std::string& round, const Suite& suite) const {
  const std::string name = path_component(suite.name);
  return absolute_ / round / (suite.output == "google_benchmark" ? name + ".json" : name);
}

std::vector<std::string> RunRecorder::command_of(const ProcessPlan& plan,
                                                 const PlannedSuite& planned,
                                                 const std::string& out) {
  const Substitutions values = {out, filter_argument(plan.filter), std::to_string(plan.seed),
                                plan.plan};
  std::vector<std::string> arguments = planned.command;
  if (!plan.plan.empty()) {
    arguments.insert(arguments.end(), planned.suite->plan.begin(), planned.suite->plan.end());
  }
  std::vector<std::string> argv;
  argv.reserve(arguments.size());
  for (const std::string& argument : arguments) {
    argv.push_back(substituted(argument, values));
  }
  return argv;
}

Result<void> RunRecorder::measure(const ProcessPlan& plan, const PlannedSuite& planned) {
  const Suite& suite = *planned.suite;
  ProcessRecord process;
  process.round = plan.round;
  process.suite = suite.name;
  process.position = plan.position;
  process.seed = plan.seed;
  process.started = now_rfc3339();
  if (!planned.listing_failure.empty()) {
    fail_row(process, suite.name, planned.listing_failure);
    record_.processes.push_back(std::move(process));  // without exit status: it never started
    return {};
  }
  const fs::path out = output_of(plan.round, suite);
  std::error_code error;
  fs::create_directories(suite.output == "google_benchmark" ? out.parent_path() : out, error);
  if (error) {
    return input_error(fmt::format("{}: {}", out.string(), error.message()));
  }
  process.load_before = load_average();
  const std::string log = (absolute_ / plan.round / (path_component(suite.name) + ".log")).string();
  const auto result = run_process(command_of(plan, planned, out.string()),
                                  plan.directory.empty() ? directory_ : plan.directory,
                                  suite.timeout_s, log, nullptr, plan.environment);
  process.load_after = load_average();
  if (result) {
    process.seconds = result->seconds;
    process.timed_out = result->timed_out;
    process.max_rss_bytes = result->max_rss_bytes;
    (result->signal != 0 ? process.signal : process.exit_code) =
        result->signal != 0 ? result->signal : result->exit_code;
  } else if (result.error().code == ExitCode::kInterrupted) {
    return tl::unexpected(result.error());
  }
  note_outcome(process, planned, out, process_failure(result, suite.timeout_s));
  record_.processes.push_back(std::move(process));
  return {};
}

void RunRecorder::note_outcome(ProcessRecord& process, const PlannedSuite& planned,
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
  for (const FailedRow& row :
       failed_rows(planned.suite->name, planned.expected, delivery, failure)) {
    fail_row(process, row.id, row.reason);
  }
}

void RunRecorder::note_unlisted(const PlannedSuite& planned, const std::set<std::string>& rows) {
  if (planned.suite->list.empty()) {
    return;
  }
  const std::set<std::string> listed(planned.expected.begin(), planned.expected.end());
  std::set<std::string>& unlisted = unlisted_[planned.suite->name];
  std::set_difference(rows.begin(), rows.end(), listed.begin(), listed.end(),
                      std::inserter(unlisted, unlisted.end()));
}

void RunRecorder::fail_row(const ProcessRecord& process, const std::string& id,
                           const std::string& reason) {
  record_.failed_rows.push_back({id, process.suite, process.round, reason});
  rows_.insert(id);
}

void RunRecorder::discard(const std::string& round, const Suite& suite) {
  const auto same = [&](const auto& entry) {
    return entry.round == round && entry.suite == suite.name;
  };
  std::erase_if(record_.processes, same);
  std::erase_if(record_.failed_rows, same);
  const fs::path out = output_of(round, suite);
  std::error_code ignored;
  fs::rename(out, fs::path(out) += ".void", ignored);
}

void RunRecorder::keep_rounds(const std::set<std::string>& rounds) {
  const auto gone = [&](const auto& entry) { return !rounds.contains(entry.round); };
  std::erase_if(record_.processes, gone);
  std::erase_if(record_.failed_rows, gone);
  std::error_code error;
  std::vector<fs::path> leftovers;
  for (fs::directory_iterator it(absolute_, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name.starts_with("round-") && !rounds.contains(name) &&
        it->symlink_status(ignored).type() == fs::file_type::directory) {
      leftovers.push_back(it->path());
    }
  }
  for (const fs::path& leftover : leftovers) {
    fs::remove_all(leftover, error);
  }
}

void RunRecorder::add_unlisted_warnings() {
  for (const auto& [suite, ids] : unlisted_) {
    if (!ids.empty()) {
      record_.warnings.push_back(
          fmt::format("suite '{}' delivered {} rows that it does not list, e.g. '{}'", suite,
                      ids.size(), *ids.begin()));
    }
  }
}

Result<void> RunRecorder::save(bool complete) {
  record_.complete = complete;
  record_.finished = complete ? now_rfc3339() : "";
  if (complete) {
    record_.findings_after = finding_lines(examine_machine());
  }
  return write_file_atomic((absolute_ / "run.json").string(), dump_json(run_to_json(record_)));
}

std::size_t RunRecorder::failed_row_count() const {
  std::set<std::string> ids;
  for (const FailedRowRecord& row : record_.failed_rows) {
    ids.insert(row.id);
  }
  return ids.size();
}

RunSummary RunRecorder::summary() const {
  RunSummary summary;
  summary.path = folder_;
  summary.rows = rows_.size();
  summary.failed_rows = failed_row_count();
  summary.processes = record_.processes.size();
  for (const ProcessRecord& process : record_.processes) {
    const bool failed_row = std::any_of(
        record_.failed_rows.begin(), record_.failed_rows.end(), [&](const FailedRowRecord& row) {
          return row.round == process.round && row.suite == process.suite;
        });
    summary.failed_processes += failed_row ? 1 : 0;
  }
  for (const FailedRowRecord& row : record_.failed_rows) {
    summary.failures.push_back(fmt::format("{} in {}: {}", row.id, row.round, row.reason));
  }
  summary.warnings = record_.warnings;
  return summary;
}

}  // namespace perfgate::runner_detail
