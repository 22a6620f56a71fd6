// SPDX-License-Identifier: Apache-2.0
// The HTML page of a report and the measurements that it draws: those in hand, else those that the
// report names, if they are still there; and what the history knows of the rows.
#pragma once

#include "verbs.h"

#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>

#include <string>

namespace perfgate::cli {

/// Measurements in hand, by side; null = none. Not kept.
struct PageSources {
  const ResultSet* baseline = nullptr;
  const ResultSet* current = nullptr;
};

/// The page with `sources` and the history that the configuration knows. Results of a second stage
/// are read from where the report says that they are.
[[nodiscard]] std::string report_page(Context& context, const GateReport& report,
                                      const PageSources& sources);

/// The page with what can still be read from the paths that the report names.
[[nodiscard]] std::string report_page(Context& context, const GateReport& report);

}  // namespace perfgate::cli
