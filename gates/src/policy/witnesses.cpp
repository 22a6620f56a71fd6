// SPDX-License-Identifier: Apache-2.0
// Witnesses into the rows of a report, in figures and in words. They advise: no verdict is touched.
#include <perfgate/gate_report.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace perfgate {
namespace {

// Counts of one program and one input repeat to far below this; code that does more work does not.
constexpr double kFlatCounts = 0.005;

std::string shown_figure(double value, const std::string& unit) {
  if (unit == "B") {
    return value < (1 << 20) ? fmt::format("{:.0f} B", value)
                             : fmt::format("{:.2f} MiB", value / (1 << 20));
  }
  return fmt::format("{:.6g}", value);
}

std::string witness_sentence(const Witness& witness) {
  if (!witness.base || !witness.candidate) {
    return fmt::format("witness {}: {}", witness.name, witness.missing);
  }
  return fmt::format("witness {}: {} in base, {} in candidate ({:+.2f} %)", witness.name,
                     shown_figure(*witness.base, witness.unit),
                     shown_figure(*witness.candidate, witness.unit),
                     100 * (*witness.candidate / *witness.base - 1));
}

bool flat_instructions(const Witness& witness) {
  return witness.name == "instructions" && witness.base && witness.candidate &&
         std::abs(*witness.candidate / *witness.base - 1) <= kFlatCounts;
}

bool became_slower(const ReportRow& row, const Policy& policy) {
  return row.unit == "s" && row.worse_lower_pct && *row.worse_lower_pct > policy.noise_band * 100;
}

}  // namespace

void add_witnesses(GateReport& report, const std::vector<RowWitnesses>& witnesses) {
  for (ReportRow& row : report.rows) {
    const auto found = std::find_if(witnesses.begin(), witnesses.end(),
                                    [&](const RowWitnesses& seen) { return seen.id == row.id; });
    if (found == witnesses.end()) {
      continue;
    }
    row.witnesses = found->witnesses;
    for (const Witness& witness : row.witnesses) {
      row.warnings.push_back(witness_sentence(witness));
      if (flat_instructions(witness) && became_slower(row, report.policy)) {
        row.warnings.emplace_back(
            "layout suspect: slower although the instructions are the same; another link order or "
            "alignment does that, look at both before the code");
      }
    }
  }
}

}  // namespace perfgate
