// SPDX-License-Identifier: Apache-2.0
// Merging rows over runs; see row_table.h. Never drops a sample and never averages.
#include "ingest/row_table.h"

#include "baseline/json_fields.h"
#include "baseline/row_rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate {
namespace {

/// Labels that say under which conditions a row was measured: runs of one row must agree on them.
constexpr const char* kConditions[] = {"isa", "threads", "elements", "bytes"};

void merge_labels(Row& into, const Row& from) {
  for (const char* name : kConditions) {
    const auto mine = into.labels.find(name);
    const auto theirs = from.labels.find(name);
    if (mine != into.labels.end() && theirs != from.labels.end() &&
        mine->second != theirs->second) {
      add_once(into.warnings, fmt::format("{} differs between runs: {} and {}", name, mine->second,
                                          theirs->second));
    }
  }
  into.labels.insert(from.labels.begin(), from.labels.end());
}

void merge_failure(Row& into, const std::string& reason) {
  if (reason.empty() || into.failure.find(reason) != std::string::npos) {
    return;
  }
  into.failure += into.failure.empty() ? reason : "; " + reason;
}

}  // namespace

Result<void> RowTable::add(Row row) {
  const auto [it, is_new] = rows_.try_emplace({row.id, row.metric});
  Row& known = it->second;
  if (is_new) {
    known = std::move(row);
    return {};
  }
  if (known.unit != row.unit || known.direction != row.direction) {
    return data_error(
        fmt::format("{}: row {} (metric {}) has unit {} in one place and {} in "
                    "another, or another direction",
                    origin_, quote_name(row.id), quote_name(row.metric), quote_name(known.unit),
                    quote_name(row.unit)));
  }
  for (RunSamples& run : row.runs) {
    const auto place =
        std::lower_bound(known.runs.begin(), known.runs.end(), run.run,
                         [](const RunSamples& a, const std::string& name) { return a.run < name; });
    if (place != known.runs.end() && place->run == run.run) {
      return data_error(fmt::format("{}: row {} (metric {}) occurs twice in run {}", origin_,
                                    quote_name(row.id), quote_name(row.metric),
                                    quote_name(run.run)));
    }
    known.runs.insert(place, std::move(run));
  }
  merge_labels(known, row);
  merge_failure(known, row.failure);
  for (std::string& warning : row.warnings) {
    add_once(known.warnings, std::move(warning));
  }
  return {};
}

void RowTable::add_failure(const std::string& id, const std::string& reason) {
  auto it = rows_.lower_bound({id, std::string()});
  if (it == rows_.end() || it->first.first != id) {
    Row row;
    row.id = id;
    row.metric = "time";
    row.unit = "s";
    it = rows_.emplace(std::pair{id, row.metric}, std::move(row)).first;
  }
  for (; it != rows_.end() && it->first.first == id; ++it) {
    merge_failure(it->second, reason);
  }
}

bool RowTable::has_sample(const std::string& id, const std::string& run) const {
  for (auto it = rows_.lower_bound({id, std::string()}); it != rows_.end() && it->first.first == id;
       ++it) {
    const auto& runs = it->second.runs;
    if (std::any_of(runs.begin(), runs.end(), [&](const auto& r) { return r.run == run; })) {
      return true;
    }
  }
  return false;
}

std::vector<Row> RowTable::take() {
  std::vector<Row> rows;
  rows.reserve(rows_.size());
  for (auto& [key, row] : rows_) {
    rows.push_back(std::move(row));
  }
  rows_.clear();
  return rows;
}

}  // namespace perfgate
