// SPDX-License-Identifier: Apache-2.0
// Several sources as the runs of one: what a tool that writes one file per process needs to become
// a baseline with a variance between runs. Never mixes machines.
#include "baseline/json_fields.h"
#include "ingest/row_table.h"

#include <perfgate/ingest.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace perfgate {
namespace {

/// "run-03", or "run-03/<its own name>" when the source has several runs.
std::string run_name(std::size_t source, const std::string& own, std::size_t runs) {
  const std::string name = fmt::format("run-{:02}", source + 1);
  return runs == 1 ? name : name + "/" + own;
}

class Gathering {
 public:
  explicit Gathering(const std::string& origin) : table_(origin) {}

  [[nodiscard]] Result<void> add(ResultSet next, std::size_t source);
  [[nodiscard]] ResultSet take();

 private:
  [[nodiscard]] Result<void> check_machine(const ResultSet& next);

  RowTable table_;
  ResultSet all_;
  std::set<std::string> commits_;
  bool first_ = true;
};

Result<void> Gathering::check_machine(const ResultSet& next) {
  if (first_) {
    all_.machine = next.machine;
  } else if (all_.machine && next.machine && all_.machine->key() != next.machine->key()) {
    return tl::unexpected(
        Error{ExitCode::kIncomparable,
              fmt::format("{}: comes from machine {}, the sources before it from {}", next.path,
                          next.machine->key(), all_.machine->key())});
  } else if (!next.machine) {
    all_.machine.reset();
  }
  return {};
}

Result<void> Gathering::add(ResultSet next, std::size_t source) {
  if (auto same = check_machine(next); !same) {
    return same;
  }
  first_ = false;
  for (Row& row : next.rows) {
    if (row.published) {
      return data_error(fmt::format("{}: holds published figures, which are no run", next.path));
    }
    for (RunSamples& run : row.runs) {
      run.run = run_name(source, run.run, next.run_names.size());
    }
    if (auto added = table_.add(std::move(row)); !added) {
      return added;
    }
  }
  for (const std::string& name : next.run_names) {
    all_.run_names.push_back(run_name(source, name, next.run_names.size()));
  }
  for (std::string& warning : next.warnings) {
    all_.warnings.push_back(next.path + ": " + warning);
  }
  all_.created = std::max(all_.created, next.created);  // RFC 3339 in UTC: sorts as text
  all_.kind = all_.kind.empty() || all_.kind == next.kind ? next.kind : "several kinds";
  commits_.insert(next.commit);
  return {};
}

ResultSet Gathering::take() {
  if (commits_.size() == 1) {
    all_.commit = *commits_.begin();
  } else {
    all_.warnings.push_back(fmt::format("the runs come from {} commits", commits_.size()));
  }
  std::sort(all_.run_names.begin(), all_.run_names.end());
  all_.rows = table_.take();
  return std::move(all_);
}

}  // namespace

Result<ResultSet> ingest_runs(const std::vector<std::string>& paths, const IngestOptions& options) {
  if (paths.size() == 1) {
    return ingest(paths.front(), options);
  }
  Gathering gathering(paths.empty() ? std::string() : paths.front());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto next = ingest(paths[i], options);
    if (!next) {
      return next;
    }
    if (const auto added = gathering.add(std::move(*next), i); !added) {
      return tl::unexpected(added.error());
    }
  }
  ResultSet all = gathering.take();
  all.path = paths.empty() ? std::string()
                           : fmt::format("{} and {} more", paths.front(), paths.size() - 1);
  return all;
}

}  // namespace perfgate
