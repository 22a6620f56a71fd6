// SPDX-License-Identifier: Apache-2.0
// Counting, precedence (refused > failed > undecided > pass) and the list of reasons.
#include "policy/suite_verdict.h"

#include "policy/classify.h"

#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace perfgate {
namespace {

constexpr std::size_t kSymmetryRows = 10;
constexpr double kCommonShare = 0.9;
constexpr std::size_t kNamedUndecided = 5;

void count_rows(GateReport& report) {
  report.counts = Counts{};
  report.classes.clear();
  report.counts.rows = report.rows.size();
  for (const ReportRow& row : report.rows) {
    std::size_t* const counters[] = {
        &report.counts.equivalent, &report.counts.improved,  &report.counts.inconclusive,
        &report.counts.blind,      &report.counts.regressed, &report.counts.missing,
        &report.counts.added,      &report.counts.failed,    &report.counts.waived};
    ++*counters[static_cast<std::size_t>(row.verdict)];
    if (compared(row) && row.worse_pct) {
      const bool improved = *row.worse_pct < -report.policy.noise_band * 100;
      ++report.classes[improved ? "improved" : class_name(row.suspected)];
    }
  }
}

void warn_once(GateReport& report, const std::string& warning) {
  if (std::find(report.warnings.begin(), report.warnings.end(), warning) == report.warnings.end()) {
    report.warnings.push_back(warning);
  }
}

// Many findings in one direction and none in the other point at the baseline, not at the code.
void warn_of_one_side(GateReport& report) {
  std::size_t worse = 0;
  std::size_t better = 0;
  for (const ReportRow& row : report.rows) {
    if (row.p_adjusted && *row.p_adjusted < report.policy.alpha && row.worse_pct) {
      ++(*row.worse_pct > 0 ? worse : better);
    }
  }
  if (worse + better >= kSymmetryRows && (worse == 0 || better == 0)) {
    warn_once(report, fmt::format("all {} significant rows are {}: check that the baseline and "
                                  "the machine are sound",
                                  worse + better, worse > 0 ? "worse" : "better"));
  }
}

// A shift that nearly all rows share is the machine or the baseline far more often than the code.
void warn_of_common_shift(GateReport& report) {
  std::vector<double> shifts;
  for (const ReportRow& row : report.rows) {
    if (row.p_value && row.worse_pct) {
      shifts.push_back(*row.worse_pct);
    }
  }
  if (shifts.size() < kSymmetryRows) {
    return;
  }
  const double band = report.policy.noise_band * 100;
  const double centre = stats::median(shifts);
  const auto beyond = std::count_if(shifts.begin(), shifts.end(), [&](double shift) {
    return centre > 0 ? shift > band : shift < -band;
  });
  if (std::abs(centre) > band &&
      static_cast<double>(beyond) >= kCommonShare * static_cast<double>(shifts.size())) {
    warn_once(
        report,
        fmt::format("common shift: {} of {} rows are {} beyond the noise band, by {:.1f} % in "
                    "the middle; a change of the machine or a broken baseline does that, a "
                    "change of the code seldom",
                    beyond, shifts.size(), centre > 0 ? "worse" : "better", std::abs(centre)));
  }
}

void warn_of_improvements(GateReport& report) {
  const auto count =
      std::count_if(report.rows.begin(), report.rows.end(), [](const ReportRow& row) {
        return row.verdict == RowVerdict::kImproved && row.worse_pct &&
               *row.worse_pct < -row.limit_pct;
      });
  if (count > 0) {
    warn_once(report, fmt::format("{} improved beyond the tolerance: rebaseline?",
                                  count_text(static_cast<std::size_t>(count), "row")));
  }
}

std::string named(const ReportRow& row) {
  return row.metric == "time" ? row.id : fmt::format("{} ({})", row.id, row.metric);
}

void list_reasons(GateReport& report, const Findings& findings) {
  std::vector<std::string>& reasons = report.reasons;
  for (const ReportRow* row : findings.blocking) {
    reasons.push_back(fmt::format("{}: {}", named(*row), change_text(*row, report.policy)));
  }
  for (const ReportRow* row : findings.failed) {
    reasons.push_back(fmt::format("{}: {}", named(*row), row->reason));
  }
  for (const ReportRow* row : findings.missing) {
    reasons.push_back(fmt::format("{}: missing in current", named(*row)));
  }
  for (const SloResult* slo : findings.breached) {
    reasons.push_back(fmt::format("SLO {} breached: {}", slo->id, slo->evidence));
  }
  reasons.insert(reasons.end(), report.stale_waivers.begin(), report.stale_waivers.end());
  for (std::size_t i = 0; i < findings.undecided.size() && i < kNamedUndecided; ++i) {
    const ReportRow& row = *findings.undecided[i];
    reasons.push_back(
        fmt::format("{}: {}: {}", named(row), row_verdict_name(row.verdict), row.reason));
  }
  if (findings.undecided.size() > kNamedUndecided) {
    reasons.push_back(fmt::format("{} more undecided",
                                  count_text(findings.undecided.size() - kNamedUndecided, "row")));
  }
  for (const SloResult* slo : findings.untestable) {
    reasons.push_back(fmt::format("SLO {} untestable: {}", slo->id, slo->evidence));
  }
}

void warn_of_tolerated(GateReport& report, const Findings& findings) {
  if (report.policy.undecided == "warn" && !findings.undecided.empty()) {
    warn_once(report, fmt::format("{} could not be decided; the policy lets them pass",
                                  count_text(findings.undecided.size(), "row")));
  }
  if (report.policy.undecided == "warn" && !findings.untestable.empty()) {
    warn_once(report, fmt::format("{} could not be tested; the policy lets them pass",
                                  count_text(findings.untestable.size(), "SLO")));
  }
  if (report.policy.missing == "warn" && report.counts.missing > 0) {
    warn_once(report, fmt::format("{} of the baseline missing in current",
                                  count_text(report.counts.missing, "row")));
  }
}

double badness(const ReportRow& row) {
  return row.worse_pct.value_or(HUGE_VAL);
}

}  // namespace

std::string count_text(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string change_text(const ReportRow& row, const Policy& policy) {
  if (!row.worse_pct) {
    return row.reason;
  }
  const RegressionClass shown = row.reached == RegressionClass::kNone ? row.suspected : row.reached;
  if (!row.worse_lower_pct || !row.worse_upper_pct ||
      *row.worse_lower_pct == *row.worse_upper_pct) {
    return fmt::format("worse by {:.1f} %, {}", *row.worse_pct, class_name(shown));
  }
  return fmt::format("worse by {:.1f} % ({:.1f} to {:.1f} %, {:g} %), {}", *row.worse_pct,
                     *row.worse_lower_pct, *row.worse_upper_pct, 100 * (1 - policy.alpha),
                     class_name(shown));
}

Findings findings_of(const GateReport& report) {
  Findings findings;
  for (const ReportRow& row : report.rows) {
    if (blocks(row, report.policy)) {
      findings.blocking.push_back(&row);
    } else if (row.verdict == RowVerdict::kFailed) {
      findings.failed.push_back(&row);
    } else if (row.verdict == RowVerdict::kMissing && report.policy.missing == "fail") {
      findings.missing.push_back(&row);
    } else if (undecided(row, report.policy)) {
      findings.undecided.push_back(&row);
    }
  }
  for (const SloResult& slo : report.slos) {
    if (slo.status == SloStatus::kBreached) {
      findings.breached.push_back(&slo);
    } else if (slo.status == SloStatus::kUntestable) {
      findings.untestable.push_back(&slo);
    }
  }
  const auto worst_first = [](const ReportRow* a, const ReportRow* b) {
    return badness(*a) > badness(*b);
  };
  std::stable_sort(findings.blocking.begin(), findings.blocking.end(), worst_first);
  std::stable_sort(findings.undecided.begin(), findings.undecided.end(), worst_first);
  return findings;
}

void decide_suite(GateReport& report) {
  count_rows(report);
  if (report.verdict == SuiteVerdict::kIncomparable || report.verdict == SuiteVerdict::kError) {
    return;
  }
  warn_of_one_side(report);
  warn_of_common_shift(report);
  warn_of_improvements(report);
  const Findings findings = findings_of(report);
  report.reasons.clear();
  list_reasons(report, findings);
  warn_of_tolerated(report, findings);
  if (!findings.blocking.empty() || !findings.failed.empty() || !findings.missing.empty() ||
      !findings.breached.empty() || !report.stale_waivers.empty()) {
    report.verdict = SuiteVerdict::kFail;
    report.exit_code = ExitCode::kFailed;
  } else if (report.policy.undecided == "fail" &&
             (!findings.undecided.empty() || !findings.untestable.empty())) {
    report.verdict = SuiteVerdict::kUndecided;
    report.exit_code = ExitCode::kUndecided;
  } else {
    report.verdict = SuiteVerdict::kPass;
    report.exit_code = ExitCode::kPass;
  }
  report.headline = headline_of(report, findings);
}

}  // namespace perfgate
