// SPDX-License-Identifier: Apache-2.0
// A run folder -> ResultSet. A row that run.json lists as failed, or that a program announced and
// did not deliver, is a failed row here, whatever the other rounds say.
#include "ingest/run_folder.h"

#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/criterion_tree.h"
#include "ingest/row_table.h"
#include "ingest/run_record.h"
#include "ingest/tree_listing.h"

#include <perfgate/json.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace perfgate {
namespace {

Result<RunRecord> read_record(const std::string& folder) {
  const std::string path = folder + "/run.json";
  const auto json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return run_record_from_json(*json, path);
}

/// Rows that the file says failed, by (round, id).
using FailedKeys = std::set<std::pair<std::string, std::string>>;

/// An empty `output` means that nothing readable was written; then there must be a failed row.
bool has_failed_row(const RunRecord& record, const RunProcess& process) {
  return std::any_of(record.failed_rows.begin(), record.failed_rows.end(),
                     [&](const FailedRow& row) {
                       return row.round == process.round && row.suite == process.suite;
                     });
}

struct Reader {
  const std::string& folder;
  const std::string& set;
  const RunRecord& record;
  RowTable& table;
  std::vector<std::string>& warnings;
};

/// What one process wrote, as it is on disk.
Result<ResultSet> read_output(const Reader& reader, const RunProcess& process) {
  const auto path = resolve_inside(reader.folder, process.output);
  if (!path) {
    return data_error(fmt::format("{}/run.json: output of suite {} in {}: {}", reader.folder,
                                  quote_name(process.suite), process.round, path.error().message));
  }
  std::error_code error;
  return std::filesystem::is_directory(*path, error) ? read_criterion_tree(*path, reader.set)
                                                     : read_result_file(*path);
}

/// Adds the rows of one process, their run renamed to the round.
Result<void> add_output(const Reader& reader, const RunProcess& process) {
  if (process.output.empty() && has_failed_row(reader.record, process)) {
    return {};
  }
  auto results = read_output(reader, process);
  if (!results) {
    return tl::unexpected(results.error());
  }
  if (results->run_names.size() != 1) {
    return data_error(fmt::format("{}/{}: holds several copies of its rows, wanted one",
                                  reader.folder, process.output));
  }
  for (std::string& warning : results->warnings) {
    add_once(reader.warnings, std::move(warning));
  }
  for (Row& row : results->rows) {
    for (RunSamples& run : row.runs) {
      run.run = process.round;
    }
    if (!row.failure.empty()) {
      row.failure = fmt::format("{}: {}", process.round, row.failure);
    }
    if (auto added = reader.table.add(std::move(row)); !added) {
      return added;
    }
  }
  return {};
}

/// Rows that a suite announced, was started for and neither delivered nor reported as failed.
void add_undelivered(const RunRecord& record, const FailedKeys& failed, RowTable& table) {
  std::map<std::string, std::vector<const RunProcess*>> by_suite;
  for (const RunProcess& process : record.processes) {
    by_suite[process.suite].push_back(&process);
  }
  for (const ExpectedRows& expected : record.expected) {
    for (const RunProcess* process : by_suite[expected.suite]) {
      for (const std::string& id : expected.ids) {
        if (failed.count({process->round, id}) == 0 && !table.has_sample(id, process->round)) {
          table.add_failure(
              id, fmt::format("{}: suite {} did not deliver it", process->round, process->suite));
        }
      }
    }
  }
}

}  // namespace

Result<ResultSet> read_run_folder(const std::string& folder, const std::string& set) {
  const auto record = read_record(folder);
  if (!record) {
    return tl::unexpected(record.error());
  }
  ResultSet results;
  results.path = folder;
  results.kind = "run";
  results.created = record->created;
  results.commit = record->commit;
  results.machine = record->machine;
  results.warnings = record->warnings;
  RowTable table(folder);
  const Reader reader{folder, set, *record, table, results.warnings};
  std::set<std::string> rounds;
  for (const RunProcess& process : record->processes) {
    rounds.insert(process.round);
    if (const auto added = add_output(reader, process); !added) {
      return tl::unexpected(added.error());
    }
  }
  FailedKeys failed;
  for (const FailedRow& row : record->failed_rows) {
    table.add_failure(
        row.id, row.round.empty() ? row.reason : fmt::format("{}: {}", row.round, row.reason));
    failed.insert({row.round, row.id});
  }
  add_undelivered(*record, failed, table);
  results.run_names.assign(rounds.begin(), rounds.end());
  results.rows = table.take();
  return results;
}

}  // namespace perfgate
