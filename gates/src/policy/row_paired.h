// SPDX-License-Identifier: Apache-2.0
// Statistics of rows that were measured in paired rounds. Which method decides follows from the
// numbers of rounds and rows, never from the values.
#pragma once

#include "policy/families.h"
#include "policy/row_plan.h"

#include <perfgate/config.h>
#include <perfgate/gate_report.h>
#include <perfgate/paired_stats.h>

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace perfgate {

class PairedMeasuring {
 public:
  /// The spread that the rows share, when there are enough rows and rounds for that.
  PairedMeasuring(const Policy& policy, const Families& families,
                  const std::vector<RowPlan>& plans);

  /// ratio, p, suite bound, MDE and the paired facts of a tested row with rounds.
  void measure(const RowPlan& plan, ReportRow& row);

 private:
  const stats::PairedDesign& design_of(std::size_t rounds, const stats::PairedLevels& levels);

  const Policy& policy_;
  const Families& families_;
  std::optional<stats::SharedSpread> shared_;
  // By number of rounds and level: a design costs milliseconds, a row microseconds.
  std::map<std::pair<std::size_t, double>, stats::PairedDesign> designs_;
};

}  // namespace perfgate
