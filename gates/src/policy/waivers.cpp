// SPDX-License-Identifier: Apache-2.0
// Dates compare as text: both are YYYY-MM-DD. Without a readable `now` every waiver counts as
// expired, but none as expired for too long.
#include "policy/waivers.h"

#include "policy/age.h"
#include "policy/classify.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate {
namespace {

constexpr const char* kNoRow = " is unused: there is no such row";
constexpr const char* kMissingRow = " is unused: the row is missing";

std::string name_of(const Waiver& waiver) {
  return fmt::format("waiver of '{}' ({})", waiver.row, waiver.metric);
}

// A warning first; when nobody has looked for too long, a failure.
void report_expired(GateReport& report, const Waiver& waiver, const std::string& today) {
  const int grace = report.policy.waiver_grace_days;
  const double days = days_between(waiver.expires, today).value_or(0);
  if (days > grace) {
    report.stale_waivers.push_back(fmt::format(
        "{} expired on {}, {:.0f} days ago (at most {} are tolerated): {} must renew or "
        "remove it",
        name_of(waiver), waiver.expires, days, grace, waiver.owner));
  } else {
    report.warnings.push_back(
        fmt::format("{} expired on {} and no longer counts: {} must renew or remove it; {} days "
                    "after its date it fails the gate",
                    name_of(waiver), waiver.expires, waiver.owner, grace + 1));
  }
}

bool waivable(const ReportRow& row, const Policy& policy) {
  return row.verdict == RowVerdict::kRegressed ||
         (row.verdict == RowVerdict::kInconclusive && undecided(row, policy));
}

void waive(GateReport& report, ReportRow& row, const Waiver& waiver) {
  const std::string name = name_of(waiver);
  if (row.verdict == RowVerdict::kMissing) {
    report.warnings.push_back(name + kMissingRow);
    return;
  }
  if (row.verdict == RowVerdict::kBlind || row.verdict == RowVerdict::kFailed) {
    report.warnings.push_back(
        fmt::format("{} cannot cover it: the row is {}", name, row_verdict_name(row.verdict)));
    return;
  }
  if (!row.worse_pct || !waivable(row, report.policy)) {
    report.warnings.push_back(
        fmt::format("{} is not needed: the row is {}; remove it before {}, when it expires", name,
                    row_verdict_name(row.verdict), waiver.expires));
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

bool says_unused_waiver(const std::string& warning) {
  return warning.ends_with(kNoRow) || warning.ends_with(kMissingRow);
}

void apply_waivers(GateReport& report, const std::vector<Waiver>& waivers, const std::string& now) {
  const std::string today = now.substr(0, 10);
  for (const Waiver& waiver : waivers) {
    if (today.size() != 10 || today > waiver.expires) {
      report_expired(report, waiver, today);
      continue;
    }
    const auto row =
        std::find_if(report.rows.begin(), report.rows.end(), [&](const ReportRow& candidate) {
          return candidate.id == waiver.row && candidate.metric == waiver.metric;
        });
    if (row == report.rows.end()) {
      report.warnings.push_back(name_of(waiver) + kNoRow);
      continue;
    }
    waive(report, *row, waiver);
  }
}

}  // namespace perfgate
