// SPDX-License-Identifier: Apache-2.0
// The mapping of verdicts to four outcomes, and their reasons in one line. Decides no verdict.
#include "formats/row_outcome.h"

#include "policy/classify.h"
#include "report/row_text.h"

#include <fmt/format.h>

namespace perfgate::formats_detail {

Outcome outcome_of(const ReportRow& row, const GateReport& report) {
  switch (row.verdict) {
    case RowVerdict::kEquivalent:
    case RowVerdict::kImproved:
      return Outcome::kPassed;
    case RowVerdict::kRegressed:
      return blocks(row, report.policy) ? Outcome::kFailed : Outcome::kSkipped;
    case RowVerdict::kMissing:
      return report.policy.missing == "fail" ? Outcome::kFailed : Outcome::kSkipped;
    case RowVerdict::kFailed:
      return Outcome::kError;
    case RowVerdict::kInconclusive:
    case RowVerdict::kBlind:
    case RowVerdict::kNew:
    case RowVerdict::kWaived:
      break;
  }
  return Outcome::kSkipped;
}

Outcome outcome_of(const SloResult& slo) {
  switch (slo.status) {
    case SloStatus::kMet:
      return Outcome::kPassed;
    case SloStatus::kBreached:
      return Outcome::kFailed;
    case SloStatus::kDeferred:
    case SloStatus::kUntestable:
      break;
  }
  return Outcome::kSkipped;
}

Outcome outcome_of(const GateReport& report) {
  switch (report.verdict) {
    case SuiteVerdict::kPass:
      return Outcome::kPassed;
    case SuiteVerdict::kFail:
    case SuiteVerdict::kUndecided:
      return Outcome::kFailed;
    case SuiteVerdict::kIncomparable:
    case SuiteVerdict::kError:
      break;
  }
  return Outcome::kError;
}

std::string explanation(const ReportRow& row) {
  std::string text = report_detail::verdict_text(row);
  if (row.ratio.estimate) {
    text += ": " + report_detail::change_text(row);
    if (row.ratio.lower || row.ratio.upper) {
      text += " " + report_detail::interval_text(row);
    }
  }
  return row.reason.empty() ? text : text + (row.ratio.estimate ? "; " : ": ") + row.reason;
}

std::string row_name(const ReportRow& row) {
  return row.metric == "time" ? row.id : row.id + " (" + row.metric + ")";
}

std::string explanation(const SloResult& slo) {
  return fmt::format("{}: {}, wanted {} ({})", slo.title.empty() ? slo.id : slo.title,
                     report_detail::slo_actual_text(slo), slo.target, slo.evidence);
}

}  // namespace perfgate::formats_detail
