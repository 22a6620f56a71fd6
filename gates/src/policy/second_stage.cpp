// SPDX-License-Identifier: Apache-2.0
// The one fixed second stage. Fresh data decide alone: testing until it is significant would double
// the false alarms, and so would keeping the worse of two results.
#include "policy/classify.h"
#include "policy/suite_verdict.h"
#include "policy/waivers.h"

#include <perfgate/gate_report.h>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace perfgate {
namespace {

std::string key_of(const ReportRow& row) {
  return row.id + "\n" + row.metric;
}

ReportRow merged_row(const ReportRow& first, const ReportRow& second) {
  ReportRow row = second;
  row.warnings.push_back(fmt::format("second stage: the first found it {} ({})",
                                     row_verdict_name(first.verdict), first.reason));
  return row;
}

Attempt attempt_of(const GateReport& report, std::size_t rows) {
  return {report.current.path, rows, report.headline};
}

void add_new(std::vector<std::string>& to, const std::vector<std::string>& from) {
  std::copy_if(from.begin(), from.end(), std::back_inserter(to), [&](const std::string& text) {
    return !says_unused_waiver(text) && std::find(to.begin(), to.end(), text) == to.end();
  });
}

}  // namespace

std::vector<std::string> second_stage_rows(const GateReport& report) {
  std::vector<std::string> keys;
  if (report.verdict == SuiteVerdict::kIncomparable || report.verdict == SuiteVerdict::kError) {
    return keys;
  }
  for (const ReportRow& row : report.rows) {
    if (row.p_value && (blocks(row, report.policy) || undecided(row, report.policy))) {
      keys.push_back(key_of(row));
    }
  }
  return keys;
}

GateReport with_second_stage(const GateReport& first, const GateReport& second) {
  GateReport report = first;
  if (second.verdict == SuiteVerdict::kIncomparable || second.verdict == SuiteVerdict::kError) {
    report.warnings.push_back("the second stage could not be judged: " + second.headline);
    return report;
  }
  const std::vector<std::string> wanted = second_stage_rows(first);
  std::size_t replaced = 0;
  for (ReportRow& row : report.rows) {
    if (std::find(wanted.begin(), wanted.end(), key_of(row)) == wanted.end()) {
      continue;
    }
    const auto again =
        std::find_if(second.rows.begin(), second.rows.end(),
                     [&](const ReportRow& other) { return key_of(other) == key_of(row); });
    if (again != second.rows.end() && again->verdict != RowVerdict::kMissing &&
        again->verdict != RowVerdict::kNew) {
      row = merged_row(row, *again);
      ++replaced;
    }
  }
  add_new(report.warnings, second.warnings);
  report.attempts = {attempt_of(first, first.rows.size()), attempt_of(second, replaced)};
  // Counts of the first stage no longer hold; decide_suite states the new ones.
  std::erase_if(report.warnings, [](const std::string& text) {
    return text.ends_with("the policy lets them pass");
  });
  decide_suite(report);
  return report;
}

}  // namespace perfgate
