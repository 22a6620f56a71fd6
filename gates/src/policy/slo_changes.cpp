// SPDX-License-Identifier: Apache-2.0
// Objectives on the comparison itself: how much worse any matching row may be.
#include "policy/classify.h"
#include "policy/slo_compare.h"
#include "policy/slo_sources.h"

#include <fmt/format.h>

namespace perfgate {
namespace {

SloStatus status_of(const Slo& slo, const ReportRow& row) {
  // Published figures have no interval; their point estimate must do, and cannot breach.
  const bool point = !row.worse_lower_pct && !row.worse_upper_pct &&
                     row.suite_upper_pct == std::nullopt && row.p_value == std::nullopt;
  const std::optional<double> bad =
      point ? row.worse_pct : (upper_is_bad(slo) ? row.worse_upper_pct : row.worse_lower_pct);
  const std::optional<double> good =
      point ? std::nullopt : (upper_is_bad(slo) ? row.worse_lower_pct : row.worse_upper_pct);
  if (row.verdict == RowVerdict::kRegressed && good && !meets(slo, *good)) {
    return SloStatus::kBreached;
  }
  const bool met = row.verdict != RowVerdict::kBlind && bad && meets(slo, *bad);
  return met ? SloStatus::kMet : SloStatus::kUntestable;
}

}  // namespace

void judge_changes(const Slo& slo, const RowPattern& rows, const GateReport& report,
                   SloResult& result) {
  WorstOf worst(slo, result);
  if (report.verdict == SuiteVerdict::kIncomparable || report.verdict == SuiteVerdict::kError) {
    worst.untestable("baseline and current were not compared");
    return;
  }
  std::size_t waived = 0;
  for (const ReportRow& row : report.rows) {
    if (!compared(row) || !rows.matches(row.id)) {
      continue;
    }
    if (row.verdict == RowVerdict::kWaived) {
      ++waived;
      continue;
    }
    worst.add({row.id, row.worse_pct, row.worse_lower_pct, row.worse_upper_pct, status_of(slo, row),
               row_verdict_name(row.verdict)});
  }
  worst.finish(waived == 0 ? "" : fmt::format("; {} waived", waived));
}

}  // namespace perfgate
