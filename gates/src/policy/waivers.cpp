// SPDX-License-Identifier: Apache-2.0
// Dates compare as text: both are YYYY-MM-DD. Without a readable `now` every waiver counts as
// expired.
#include "policy/waivers.h"

#include "policy/classify.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate {
namespace {

bool waivable(const ReportRow& row, const Policy& policy) {
  return row.verdict == RowVerdict::kRegressed ||
         (row.verdict == RowVerdict::kInconclusive && undecided(row, policy));
}

void waive(GateReport& report, ReportRow& row, const Waiver& waiver) {
  const std::string name = fmt::format("waiver of '{}' ({})", waiver.row, waiver.metric);
  if (!row.worse_pct || !waivable(row, report.policy)) {
    report.warnings.push_back(
        fmt::format("{} is not needed: the row is {}", name, row_verdict_name(row.verdict)));
    return;
  }
  if (*row.worse_pct > waiver.ceiling_pct) {
    report.warnings.push_back(fmt::format("{} does not cover it: {:.1f} % worse, ceiling {} %",
                                          name, *row.worse_pct, waiver.ceiling_pct));
    return;
  }
  row.verdict = RowVerdict::kWaived;
  row.reason = fmt::format("waived until {} by {} up to {} %: {}{}; was: {}", waiver.expires,
                           waiver.owner, waiver.ceiling_pct, waiver.reason,
                           waiver.issue.empty() ? "" : " (" + waiver.issue + ")", row.reason);
}

}  // namespace

void apply_waivers(GateReport& report, const std::vector<Waiver>& waivers, const std::string& now) {
  const std::string today = now.substr(0, 10);
  for (const Waiver& waiver : waivers) {
    const std::string name = fmt::format("waiver of '{}' ({})", waiver.row, waiver.metric);
    if (today.size() != 10 || today > waiver.expires) {
      report.warnings.push_back(fmt::format("{} expired on {}", name, waiver.expires));
      continue;
    }
    const auto row =
        std::find_if(report.rows.begin(), report.rows.end(), [&](const ReportRow& candidate) {
          return candidate.id == waiver.row && candidate.metric == waiver.metric;
        });
    if (row == report.rows.end()) {
      report.warnings.push_back(name + " is unused: there is no such row");
      continue;
    }
    waive(report, *row, waiver);
  }
}

}  // namespace perfgate
