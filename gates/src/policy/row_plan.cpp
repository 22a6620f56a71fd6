// SPDX-License-Identifier: Apache-2.0
// Matching rows and sorting them into kinds.
#include "policy/row_plan.h"

#include "policy/run_summary.h"

#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace perfgate {
namespace {

constexpr std::size_t kRunsForMultiRun = 5;

SideValues values_of(const Row& row, const std::string& summary) {
  SideValues values;
  values.summaries = run_summaries(row, summary);
  for (const RunSamples& run : row.runs) {
    if (!run.values.empty()) {
      values.all.insert(values.all.end(), run.values.begin(), run.values.end());
      values.run_medians.push_back(stats::median(run.values));
    }
  }
  return values;
}

bool constant(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); });
}

bool positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](double v) { return std::isfinite(v) && v > 0; });
}

bool exact_unit(const std::string& unit) {
  return unit == "%" || unit == "dB";
}

// Units whose values are measured against a clock: one value alone says nothing about spread.
bool clocked_unit(const std::string& unit) {
  return unit == "s" || unit == "1/s" || unit == "B/s";
}

std::string label_of(const Row& row, const char* name) {
  const auto found = row.labels.find(name);
  return found == row.labels.end() ? std::string() : found->second;
}

// Why the two rows are not the same measurement, or "".
std::string mismatch(const Row& before, const Row& after) {
  if (before.unit != after.unit) {
    return fmt::format("different units: {} in baseline, {} in current", before.unit, after.unit);
  }
  if (before.direction != after.direction) {
    return "different directions of better";
  }
  for (const auto& [label, text] :
       {std::pair{"isa", "different ISA"}, std::pair{"threads", "different number of threads"}}) {
    const std::string a = label_of(before, label);
    const std::string b = label_of(after, label);
    if (!a.empty() && !b.empty() && a != b) {
      return fmt::format("{}: {} in baseline, {} in current", text, a, b);
    }
  }
  return {};
}

void set_kind(RowPlan& plan, RowKind kind, std::string reason) {
  plan.kind = kind;
  plan.reason = std::move(reason);
}

void plan_point(RowPlan& plan) {
  plan.evidence = Evidence::kPoint;
  for (auto [row, values] :
       {std::pair{plan.baseline, &plan.before}, std::pair{plan.current, &plan.after}}) {
    if (row->published) {
      values->all.clear();
      values->run_medians = {row->published->value};
    }
    if (values->run_medians.empty() || !positive(values->run_medians)) {
      set_kind(plan, RowKind::kUnusable,
               "no positive figure on both sides: the ratio is undefined");
      return;
    }
  }
  set_kind(plan, RowKind::kPoint, "published figures without samples");
}

// Kinds of a row that has samples on both sides.
void plan_samples(RowPlan& plan) {
  const std::vector<double>& before = plan.before.all;
  const std::vector<double>& after = plan.after.all;
  const bool fixed = constant(before) && constant(after);
  if (fixed && before.front() == after.front() && before.front() == 0 &&
      before.size() + after.size() > 2) {
    set_kind(plan, RowKind::kExact, "exactly 0 on both sides");
  } else if (!positive(before) || !positive(after)) {
    set_kind(plan, RowKind::kUnusable,
             "a value is zero, negative or not finite: the ratio is undefined");
  } else if (before == after && before.size() >= 2 && !constant(before)) {
    set_kind(plan, RowKind::kIdentical, "both sides hold the same measurements");
  } else if (exact_unit(plan.baseline->unit)) {
    set_kind(plan, RowKind::kExact, "exact rule");
  } else if (fixed && before.size() + after.size() > 2) {
    set_kind(plan, RowKind::kExact, "no spread on either side: exact rule");
  } else if (before.size() == 1 && after.size() == 1 && !clocked_unit(plan.baseline->unit)) {
    plan.single_values = true;
    set_kind(plan, RowKind::kExact, "one value on each side");
  } else if (before.size() < 2) {
    set_kind(plan, RowKind::kUntestable, "the baseline has one sample: nothing can be tested");
  } else {
    set_kind(plan, RowKind::kTested, "");
  }
}

void plan_pair(RowPlan& plan, const std::string& summary) {
  const Row& before = *plan.baseline;
  const Row& after = *plan.current;
  if (!after.failure.empty() || !before.failure.empty()) {
    const bool now = !after.failure.empty();
    set_kind(plan, RowKind::kFailed,
             fmt::format("failed in {}: {}", now ? "current" : "baseline",
                         now ? after.failure : before.failure));
    return;
  }
  plan.before = values_of(before, summary);
  plan.after = values_of(after, summary);
  plan.evidence = plan.before.run_medians.size() >= kRunsForMultiRun ? Evidence::kMultiRun
                                                                     : Evidence::kSingleRun;
  if (const std::string why = mismatch(before, after); !why.empty()) {
    set_kind(plan, RowKind::kUnusable, why);
  } else if (before.published || after.published) {
    plan_point(plan);
  } else if (plan.before.all.empty() || plan.after.all.empty()) {
    set_kind(plan, RowKind::kUnusable, "no samples on one side");
  } else {
    plan_samples(plan);
  }
}

}  // namespace

std::vector<RowPlan> plan_rows(const ResultSet& baseline, const ResultSet& current,
                               const std::string& summary) {
  std::map<std::pair<std::string, std::string>, RowPlan> rows;
  for (const Row& row : baseline.rows) {
    rows[{row.id, row.metric}].baseline = &row;
  }
  for (const Row& row : current.rows) {
    rows[{row.id, row.metric}].current = &row;
  }
  std::vector<RowPlan> plans;
  plans.reserve(rows.size());
  for (auto& [key, plan] : rows) {
    if (plan.current == nullptr) {
      set_kind(plan, RowKind::kMissing, "in baseline only");
    } else if (plan.baseline == nullptr) {
      const std::string& failure = plan.current->failure;
      set_kind(plan, failure.empty() ? RowKind::kNew : RowKind::kFailed,
               failure.empty() ? "in current only" : fmt::format("failed in current: {}", failure));
    } else {
      plan_pair(plan, summary);
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::size_t family_size(const std::vector<RowPlan>& plans) {
  return static_cast<std::size_t>(
      std::count_if(plans.begin(), plans.end(),
                    [](const RowPlan& plan) { return plan.kind == RowKind::kTested; }));
}

void choose_methods(std::vector<RowPlan>& plans, double first_step) {
  std::map<std::pair<std::size_t, std::size_t>, bool> reachable;
  const auto rank_can_decide = [&](std::size_t n, std::size_t m) {
    const auto [entry, fresh] = reachable.try_emplace({n, m}, false);
    if (fresh) {
      entry->second = stats::mann_whitney_smallest_p(n, m) < first_step;
    }
    return entry->second;
  };
  for (RowPlan& plan : plans) {
    if (plan.kind != RowKind::kTested) {
      continue;
    }
    const std::size_t k = plan.before.run_medians.size();
    const std::size_t m = plan.after.run_medians.size();
    if (plan.evidence == Evidence::kPaired) {
      plan.method = RowMethod::kPairedRounds;
    } else if (plan.spread != nullptr) {
      plan.method = RowMethod::kCalibrated;
    } else if (plan.evidence == Evidence::kMultiRun) {
      plan.method = rank_can_decide(k, m) ? RowMethod::kRankOfRuns : RowMethod::kStudentOfRuns;
    } else if (k >= 2 && m >= 2) {
      plan.method = RowMethod::kStudentOfRuns;
    } else {
      plan.method = rank_can_decide(plan.before.all.size(), plan.after.all.size())
                        ? RowMethod::kRankOfSamples
                        : RowMethod::kStudentOfSamples;
    }
  }
}

bool all_identical(const std::vector<RowPlan>& plans, std::size_t& rows) {
  rows = 0;
  bool spread = false;
  for (const RowPlan& plan : plans) {
    if (plan.before.all.empty() || plan.after.all.empty()) {
      continue;
    }
    if (plan.before.all != plan.after.all) {
      return false;
    }
    ++rows;
    spread = spread || plan.kind == RowKind::kIdentical;
  }
  return spread;
}

}  // namespace perfgate
