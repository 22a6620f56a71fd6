// SPDX-License-Identifier: Apache-2.0
// The verb history add, and the same for a gate: results, stored reports, folders of runs, into the
// history. All sources are read before the first is stored: a typing error stores nothing.
#include "history_actions.h"

#include <perfgate/ingest.h>
#include <perfgate/json.h>
#include <perfgate/machine.h>
#include <perfgate/runner.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace perfgate::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kGitTimeout = 20;  // seconds
constexpr std::size_t kMaxRuns = 10'000;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool is_report(const Json& json) {
  const auto schema = json.is_object() ? json.find("schema") : json.end();
  return json.is_object() && schema != json.end() && schema->is_string() &&
         (*schema == "perfgate/compare/1" || *schema == "perfgate/gate/1");
}

/// A folder of run folders is one entry a run; a paired run is the report on it.
Result<std::vector<std::string>> sources_of(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    return std::vector<std::string>{path};
  }
  if (is_there(fs::path(path) / "paired.json") && is_there(fs::path(path) / "compare.json")) {
    return std::vector<std::string>{(fs::path(path) / "compare.json").string()};
  }
  std::vector<std::string> runs;
  if (!is_there(fs::path(path) / "run.json")) {
    fs::directory_iterator entry(path, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      if (is_there(entry->path() / "run.json")) {
        runs.push_back(entry->path().string());
      }
      if (runs.size() > kMaxRuns) {
        return input_error(fmt::format("{}: more than {} runs", path, kMaxRuns));
      }
    }
  }
  std::sort(runs.begin(), runs.end());
  return runs.empty() ? std::vector<std::string>{path} : runs;
}

Result<HistoryEntry> entry_of(const std::string& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) {
    const Result<Json> json = read_json_file(path);
    if (json && is_report(*json)) {
      const Result<GateReport> report = report_from_json(*json, path);
      if (!report) {
        return tl::unexpected(report.error());
      }
      Result<HistoryEntry> entry = history_entry(*report);
      if (!entry) {
        return input_error(path + ": " + entry.error().message);
      }
      return entry;
    }
  }
  const Result<ResultSet> results = ingest(path);
  if (!results) {
    return tl::unexpected(results.error());
  }
  return history_entry(*results);
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string git_answer(const std::vector<std::string>& argv, const std::string& folder) {
  std::string output;
  const auto result = run_process(argv, folder, kGitTimeout, "", &output);
  if (!result || result->exit_code != 0) {
    return "";
  }
  return output.substr(0, output.find('\n'));
}

/// The branch that CI names, else the one that is checked out and stands at `commit`; "" = unknown.
std::string branch_of(const Config& config, const std::string& commit) {
  constexpr std::array<const char*, 3> kNames = {"GITHUB_HEAD_REF", "GITHUB_REF_NAME",
                                                 "CI_COMMIT_REF_NAME"};
  for (const char* name : kNames) {
    if (std::string value = variable(name); !value.empty()) {
      return value;
    }
  }
  const std::string folder = config.directory.empty() ? "." : config.directory;
  if (commit.empty() || !commit.starts_with(git_answer({"git", "rev-parse", "HEAD"}, folder))) {
    return "";
  }
  return git_answer({"git", "symbolic-ref", "--short", "-q", "HEAD"}, folder);
}

const char* added_text(Added added) {
  switch (added) {
    case Added::kNew:
      return "added";
    case Added::kCompleted:
      return "completed";
    case Added::kKnown:
      break;
  }
  return "already known";
}

Result<std::vector<HistoryEntry>> read_entries(const Config& config,
                                               const HistoryOptions& options) {
  std::vector<HistoryEntry> entries;
  for (const std::string& path : options.paths) {
    const Result<std::vector<std::string>> sources = sources_of(path);
    if (!sources) {
      return tl::unexpected(sources.error());
    }
    for (const std::string& source : *sources) {
      Result<HistoryEntry> entry = entry_of(source);
      if (!entry) {
        return tl::unexpected(entry.error());
      }
      if (entry->rows.empty()) {
        return input_error(source + ": no row with samples to add to the history");
      }
      entry->run.ref = options.ref.empty() ? branch_of(config, entry->run.commit) : options.ref;
      entries.push_back(std::move(*entry));
    }
  }
  return entries;
}

}  // namespace

std::string history_path(const Config& config) {
  return config_path(config, config.history.empty() ? "history.db" : config.history);
}

int history_add(Context& context, const HistoryOptions& options) {
  if (const auto usable = refuse_format(context, "history add", false); !usable) {
    return fail(context, usable.error());
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  const Result<std::vector<HistoryEntry>> entries = read_entries(*config, options);
  if (!entries) {
    return fail(context, entries.error());
  }
  const std::string path = options.file.empty() ? history_path(*config) : options.file;
  Result<History> history = History::open(path, HistoryAccess::kWrite);
  if (!history) {
    return fail(context, history.error());
  }
  for (const HistoryEntry& entry : *entries) {
    const Result<Added> added = history->add(entry, now_rfc3339());
    if (!added) {
      return fail(context, added.error());
    }
    context.out << fmt::format("{}: {} ({} rows)\n", terminal_safe(entry.run.path),
                               added_text(*added), entry.rows.size());
  }
  return code(ExitCode::kPass);
}

Result<void> keep_in_history(const Config& config, const ResultSet& current,
                             const GateReport& report) {
  HistoryEntry entry = history_entry(current);
  if (entry.rows.empty()) {
    return {};
  }
  add_report(entry, report);
  entry.run.ref = branch_of(config, entry.run.commit);
  Result<History> history = History::open(history_path(config), HistoryAccess::kWrite);
  if (!history) {
    return tl::unexpected(history.error());
  }
  const Result<Added> added = history->add(entry, now_rfc3339());
  if (!added) {
    return tl::unexpected(added.error());
  }
  return {};
}

}  // namespace perfgate::cli
