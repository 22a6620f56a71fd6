// SPDX-License-Identifier: Apache-2.0
// Renders a GateReport. Byte-identical output for the same report.
#pragma once

#include <perfgate/gate_report.h>

#include <string>

namespace perfgate {

struct TextOptions {
  bool color = false;
  // false: all rows of a suite of at most 30 (without new ones), else those that need attention;
  // then a count of the others
  bool all_rows = false;
};

/// Terminal text: verdict first, what failed and why, table, SLOs, warnings, summary sentence.
[[nodiscard]] std::string render_text(const GateReport& report, const TextOptions& options);

/// Markdown: headline, reasons, gates table, performance deltas, classification counts, SLO table,
/// statistical method, hardware, evidence line, gate line, routing, follow-ups; the full table
/// folded in <details>. At most `max_chars`, cut at a row.
[[nodiscard]] std::string render_markdown(const GateReport& report, std::size_t max_chars = 65000);

/// One line of plain text each, free of control characters; the caller escapes it for the place.
/// "method: ...; result: ...; reason: ..." and "review:gate:perf = pass (...)".
[[nodiscard]] std::string evidence_line(const GateReport& report);
[[nodiscard]] std::string gate_line(const GateReport& report);

}  // namespace perfgate
