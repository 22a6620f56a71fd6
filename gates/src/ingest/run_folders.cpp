// SPDX-License-Identifier: Apache-2.0
// Several run folders as one result set. Refuses to mix machines: that is what the machine key is
// for.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/row_table.h"
#include "ingest/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace perfgate {
namespace {

namespace fs = std::filesystem;

Result<void> check_machine(const ResultSet& all, const ResultSet& next) {
  if (all.machine.has_value() != next.machine.has_value()) {
    return data_error(
        fmt::format("{}: run.json of one run states the machine, of another not", all.path));
  }
  if (!all.machine || all.machine->key() == next.machine->key()) {
    return {};
  }
  std::string what;
  for (const MachineDifference& difference : machine_differences(*all.machine, *next.machine)) {
    if (difference.hard && what.empty()) {
      what = fmt::format("{} is {} and {}", difference.field, quote_name(difference.baseline),
                         quote_name(difference.current));
    }
  }
  auto error = data_error(fmt::format("{}: runs of different machines cannot be one result: {}",
                                      all.path, what))
                   .value();
  error.code = ExitCode::kIncomparable;
  return tl::unexpected(std::move(error));
}

/// Renames the runs of `next` to "<name>/<round>" and adds its rows.
Result<void> merge(ResultSet&& next, const std::string& name, ResultSet& all, RowTable& table,
                   std::set<std::string>& commits) {
  all.created = std::max(all.created, next.created);
  commits.insert(next.commit);
  for (const std::string& run : next.run_names) {
    all.run_names.push_back(fmt::format("{}/{}", name, run));
  }
  for (std::string& warning : next.warnings) {
    add_once(all.warnings, std::move(warning));
  }
  for (Row& row : next.rows) {
    for (RunSamples& run : row.runs) {
      run.run = fmt::format("{}/{}", name, run.run);
    }
    if (!row.failure.empty()) {
      row.failure = fmt::format("{}/{}", name, row.failure);
    }
    if (auto added = table.add(std::move(row)); !added) {
      return added;
    }
  }
  return {};
}

}  // namespace

Result<RunFolders> find_run_folders(const std::string& folder) {
  RunFolders found;
  std::error_code error;
  fs::directory_iterator it(folder, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    const fs::file_type type = it->symlink_status(ignored).type();
    const std::string name = it->path().filename().string();
    const bool has_run = fs::exists(it->path() / "run.json", ignored);
    if (type == fs::file_type::symlink && has_run) {
      return data_error(
          fmt::format("{}/{}: is a symbolic link, which is never followed inside a "
                      "folder of runs",
                      folder, name));
    }
    if (type == fs::file_type::directory) {
      (has_run ? found.with_run : found.without_run).push_back(name);
    }
  }
  if (error) {
    return data_error(fmt::format("{}: {}", folder, error.message()));
  }
  std::sort(found.with_run.begin(), found.with_run.end());
  std::sort(found.without_run.begin(), found.without_run.end());
  return found;
}

Result<ResultSet> read_run_folders(const std::string& folder, const RunFolders& found,
                                   const std::string& set) {
  ResultSet all;
  all.path = folder;
  all.kind = "run";
  RowTable table(folder);
  std::set<std::string> commits;
  for (const std::string& name : found.with_run) {
    auto next = read_run_folder(fmt::format("{}/{}", folder, name), set);
    if (!next) {
      return next;
    }
    if (commits.empty()) {
      all.machine = next->machine;
    } else if (const auto same = check_machine(all, *next); !same) {
      return tl::unexpected(same.error());
    }
    if (const auto merged = merge(std::move(*next), name, all, table, commits); !merged) {
      return tl::unexpected(merged.error());
    }
  }
  if (commits.size() == 1) {
    all.commit = *commits.begin();
  } else {
    all.warnings.push_back(fmt::format("the runs come from {} commits", commits.size()));
  }
  if (!found.without_run.empty()) {
    all.warnings.push_back(fmt::format("{} folders without run.json are left out (first one: {})",
                                       found.without_run.size(),
                                       quote_name(found.without_run.front())));
  }
  std::sort(all.run_names.begin(), all.run_names.end());
  all.rows = table.take();
  return all;
}

}  // namespace perfgate
