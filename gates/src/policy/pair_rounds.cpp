// SPDX-License-Identifier: Apache-2.0
// Matching the runs of two sides as rounds, and the summaries of a round. Which summary decides is
// the caller's choice, made before the data were seen.
#include "policy/row_plan.h"
#include "policy/run_summary.h"

#include <perfgate/stats.h>

#include <cstddef>
#include <map>

namespace perfgate {
namespace {

using RunPlaces = std::map<std::string, std::size_t>;

RunPlaces places_of(const ResultSet& results) {
  RunPlaces places;
  for (std::size_t i = 0; i < results.run_names.size(); ++i) {
    places.emplace(results.run_names[i], i);
  }
  return places;
}

std::map<std::size_t, const RunSamples*> by_place(const Row& row, const RunPlaces& places) {
  std::map<std::size_t, const RunSamples*> runs;
  for (const RunSamples& run : row.runs) {
    const auto place = places.find(run.run);
    if (place != places.end() && !run.values.empty()) {
      runs.emplace(place->second, &run);
    }
  }
  return runs;
}

void fill(RowPlan& plan, const RunPlaces& before_places, const RunPlaces& after_places,
          bool best_decides) {
  const Row& row = *plan.current;
  const auto before = by_place(*plan.baseline, before_places);
  const auto after = by_place(row, after_places);
  PairedRounds& rounds = plan.rounds;
  rounds.summary = best_decides ? "minimum" : "median";
  rounds.other = best_decides ? "median" : "minimum";
  for (const auto& [place, base] : before) {
    const auto now = after.find(place);
    if (now == after.end()) {
      continue;
    }
    const double base_best = best_of(base->values, row.direction);
    const double now_best = best_of(now->second->values, row.direction);
    const double base_median = stats::median(base->values);
    const double now_median = stats::median(now->second->values);
    rounds.before.push_back(best_decides ? base_best : base_median);
    rounds.after.push_back(best_decides ? now_best : now_median);
    rounds.before_other.push_back(best_decides ? base_median : base_best);
    rounds.after_other.push_back(best_decides ? now_median : now_best);
  }
}

}  // namespace

void pair_rounds(std::vector<RowPlan>& plans, const ResultSet& baseline, const ResultSet& current,
                 const std::string& summary) {
  const RunPlaces before = places_of(baseline);
  const RunPlaces after = places_of(current);
  for (RowPlan& plan : plans) {
    if (plan.before.all.empty() || plan.after.all.empty()) {
      continue;
    }
    plan.evidence = Evidence::kPaired;
    fill(plan, before, after, summary == "minimum" && has_best(plan.current->unit));
    if (plan.kind == RowKind::kTested && plan.rounds.before.empty()) {
      plan.kind = RowKind::kUntestable;
      plan.reason = "no round has it on both sides";
    }
  }
}

}  // namespace perfgate
