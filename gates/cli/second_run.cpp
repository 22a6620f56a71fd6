// SPDX-License-Identifier: Apache-2.0
// The second stage of a run. That it is the last one, and that fresh data decide alone, is the
// policy's rule (with_second_stage).
#include "second_run.h"

#include <perfgate/ingest.h>
#include <perfgate/machine.h>

#include <fmt/format.h>

#include <algorithm>
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

Result<void> run_second_stage(Context& context, const Config& config, RunOptions run,
                              const ResultSet& baseline, const CompareMode& mode,
                              GateReport& report) {
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
  Result<ResultSet> current = ingest(summary->path, {"new", run.filter});
  if (!current) {
    return tl::unexpected(current.error());
  }
  ResultSet before = baseline;
  keep_rows(before, again);
  keep_rows(*current, again);
  report =
      with_second_stage(report, compare_result_sets(before, *current, config, now_rfc3339(), mode));
  return {};
}

}  // namespace perfgate::cli
