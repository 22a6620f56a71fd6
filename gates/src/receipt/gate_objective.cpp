// SPDX-License-Identifier: Apache-2.0
// A receipt as one of the objectives of a gate.
#include "policy/suite_verdict.h"

#include <perfgate/receipt.h>

#include <fmt/format.h>

namespace perfgate {
namespace {

SloResult objective_of(const ReceiptVerdict& receipt) {
  SloResult slo;
  slo.id = "receipt:" + receipt.path;
  slo.title = slo.id;
  slo.target = "<= 0 broken rules";
  slo.unit = "1";
  slo.actual = static_cast<double>(receipt.violations.size());
  slo.status = receipt.violations.empty() ? SloStatus::kMet : SloStatus::kBreached;
  slo.evidence = "every rule of receipts holds";
  if (!receipt.violations.empty()) {
    const ReceiptFinding& first = receipt.violations.front();
    const std::size_t others = receipt.violations.size() - 1;
    slo.evidence = fmt::format("{}: {}{}", first.rule, first.message,
                               others == 0 ? "" : fmt::format(" (and {} more)", others));
  }
  return slo;
}

}  // namespace

void add_receipts(GateReport& report, const std::vector<ReceiptVerdict>& receipts) {
  if (receipts.empty()) {
    return;
  }
  for (const ReceiptVerdict& receipt : receipts) {
    report.slos.push_back(objective_of(receipt));
    for (const ReceiptFinding& warning : receipt.warnings) {
      report.warnings.push_back(fmt::format("{}: {}", receipt.path, warning.message));
    }
  }
  decide_suite(report);
}

}  // namespace perfgate
