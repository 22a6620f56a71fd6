// SPDX-License-Identifier: Apache-2.0
// The second stage of a run. That it is the last one, and that fresh data decide alone, is the
// policy's rule (with_second_stage).
#include "second_run.h"

#include <perfgate/ingest.h>
#include <perfgate/machine.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace perfgate::cli {

std::set<std::string> ids_of(const std::vector<std::string>& keys) {
  std::set<std::string> ids;
  for (const std::string& key : keys) {
    ids.insert(key.substr(0, key.find('\n')));
  }
  return ids;
}

std::string filter_of(const std::set<std::string>& ids) {
  constexpr std::size_t kMaxFilter = 1000;
  constexpr std::string_view kSpecial = "\\^$.|?*+()[]{}";
  std::string filter;
  for (const std::string& id : ids) {
    filter += filter.empty() ? "^(" : "|";
    for (const char c : id) {
      filter += kSpecial.find(c) == std::string_view::npos ? "" : "\\";
      filter += c;
    }
  }
  filter += ")$";
  return filter.size() <= kMaxFilter ? filter : std::string();
}

void keep_rows(ResultSet& results, const std::set<std::string>& ids) {
  std::erase_if(results.rows, [&](const Row& row) { return !ids.contains(row.id); });
}

namespace {

std::set<std::string> row_ids(const ResultSet& results) {
  std::set<std::string> ids;
  for (const Row& row : results.rows) {
    ids.insert(row.id);
  }
  return ids;
}

// The rows of `from` that were not measured again.
void add_other_rows(const ResultSet& from, const std::set<std::string>& again, ResultSet& to) {
  std::copy_if(from.rows.begin(), from.rows.end(), std::back_inserter(to.rows),
               [&](const Row& row) { return !again.contains(row.id); });
}

}  // namespace

Result<void> run_second_stage(Context& context, const Config& config, RunOptions run,
                              const FirstStage& first, GateReport& report) {
  const std::set<std::string> again = ids_of(second_stage_rows(report));
  if (again.empty()) {
    return {};
  }
  if (context.global.verbosity >= 0) {
    context.err << fmt::format("second stage: {} row{} once more, decided on the new data\n",
                               again.size(), again.size() == 1 ? "" : "s");
  }
  const std::string narrow = filter_of(again);
  run.filter = narrow.empty() ? run.filter : narrow;
  run.seed += 1;  // other orders: fresh in every respect
  const Result<RunSummary> summary = run_suites(config, run);
  if (!summary) {
    return tl::unexpected(summary.error());
  }
  for (const std::string& warning : summary->warnings) {
    warn(context, warning);
  }
  Result<ResultSet> fresh = ingest(summary->path, {"new", run.filter});
  if (!fresh) {
    return tl::unexpected(fresh.error());
  }
  keep_rows(*fresh, again);
  const std::set<std::string> measured = row_ids(*fresh);
  add_other_rows(first.current, again, *fresh);
  GateReport second =
      compare_result_sets(first.baseline, *fresh, config, now_rfc3339(), first.mode);
  std::erase_if(second.rows, [&](const ReportRow& row) { return !measured.contains(row.id); });
  report = with_second_stage(report, second);
  return {};
}

}  // namespace perfgate::cli
