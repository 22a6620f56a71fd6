// SPDX-License-Identifier: Apache-2.0
// Words and figures of one report row or count, shared by the text and the Markdown renderer. All
// of it is plain text: escaping belongs to the format that prints it.
#pragma once

#include <perfgate/gate_report.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate::report_detail {

/// The rows in the order a reader needs them: failed, regressed (worst first), missing, blind,
/// undecided, waived, inconclusive within the limit, improved, equivalent, new. Stable.
[[nodiscard]] std::vector<const ReportRow*> rows_by_attention(const GateReport& report);

/// True if the row calls for an action of the reader: everything but equivalent, new, and
/// inconclusive rows within their limit.
[[nodiscard]] bool needs_attention(const ReportRow& row);

/// True if the figures of the row say all that its `reason` would: regressed and improved rows, and
/// rows that need no attention.
[[nodiscard]] bool explains_itself(const ReportRow& row);

/// True for a report whose rows were never compared: the verdict says why, once for all of them.
[[nodiscard]] bool nothing_compared(const GateReport& report);

/// The reasons, unless there is one and the headline holds it already.
[[nodiscard]] std::vector<std::string> reasons_beside_headline(const GateReport& report);

/// The rows that the short table shows: none when nothing was compared, else all of a small suite,
/// else those that need attention; new rows are never in it because they have nothing to compare.
[[nodiscard]] std::vector<const ReportRow*> short_table(const GateReport& report);

/// "1.62 ms", "684.32 K/s"; "-" when there is no value.
[[nodiscard]] std::string value_text(std::optional<double> value, std::string_view unit);

/// The change of the raw metric, in its own direction: "+21.9 % better", "+3.1 % worse", "n/a".
[[nodiscard]] std::string change_text(const ReportRow& row);

/// The interval of that change: "[+1.2, +4.9] %"; "n/a" when there is none.
[[nodiscard]] std::string interval_text(const ReportRow& row);

/// "regressed (minor)", "improved", "inconclusive (major suspected)".
[[nodiscard]] std::string verdict_text(const ReportRow& row);

/// A sign beside the word, so that nothing depends on colour.
[[nodiscard]] const char* verdict_sign(RowVerdict verdict);
[[nodiscard]] const char* slo_sign(SloStatus status);

/// "25 rows: 1 regressed, 3 improved, 21 equivalent".
[[nodiscard]] std::string counts_text(const Counts& counts);

/// "4 met, 1 breached, 4 deferred"; "none configured".
[[nodiscard]] std::string slo_counts_text(const std::vector<SloResult>& slos);

/// The report's warnings, then those of the rows: a warning that several rows share is said once,
/// with their number and the first of them.
[[nodiscard]] std::vector<std::string> all_warnings(const GateReport& report);

/// What to do now, without a leading word: empty when there is nothing to do.
[[nodiscard]] std::string next_step(const GateReport& report);

/// "FINALIZE -> ..." or "NEXT -> ..." with a real arrow.
[[nodiscard]] std::string routing_line(const GateReport& report);

/// "actual" of an SLO with its interval.
[[nodiscard]] std::string slo_actual_text(const SloResult& slo);

}  // namespace perfgate::report_detail
