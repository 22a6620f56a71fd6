// SPDX-License-Identifier: Apache-2.0
// From rows and objectives to the verdict of the suite.
#pragma once

#include <perfgate/gate_report.h>

#include <string>
#include <vector>

namespace perfgate {

/// Recounts the rows and sets verdict, exit code, reasons and headline from rows and SLOs. A report
/// that was refused (kIncomparable, kError) keeps its verdict and headline. May be called again.
void decide_suite(GateReport& report);

/// What decide_suite found, sorted by weight; the headline is made from it.
struct Findings {
  std::vector<const ReportRow*> blocking;  // worst first
  std::vector<const ReportRow*> failed;
  std::vector<const ReportRow*> missing;
  std::vector<const SloResult*> breached;
  std::vector<const ReportRow*> undecided;
  std::vector<const SloResult*> untestable;
};

[[nodiscard]] Findings findings_of(const GateReport& report);

/// The verdict in one sentence. Requires report.verdict, counts and evidence.
[[nodiscard]] std::string headline_of(const GateReport& report, const Findings& findings);

/// "worse by 12.3 % (10.1 to 14.5 %, 95 %), major".
[[nodiscard]] std::string change_text(const ReportRow& row, const Policy& policy);

/// "1 row", "2 rows".
[[nodiscard]] std::string count_text(std::size_t count, const std::string& noun);

}  // namespace perfgate
