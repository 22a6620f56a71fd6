// SPDX-License-Identifier: Apache-2.0
// Reports and samples for other programs: CI systems, spreadsheets, monitoring, other benchmark
// tools. Pure functions: same input, same bytes. Text from input is escaped for each format.
#pragma once

#include <perfgate/gate_report.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <cstddef>
#include <string>

namespace perfgate {

/// JUnit XML 1.0: a testsuite "gate" with one testcase "verdict" (so that an error without rows is
/// never an empty, green file), "rows" with one testcase a row, "slos" with one an SLO. Regressed
/// and missing rows are failures (missing ones skipped where the policy only warns), failed rows
/// are errors; blind, inconclusive, waived and new rows are skipped with the reason. `time` is 0:
/// rows are comparisons, their values stand in system-out.
[[nodiscard]] std::string render_junit(const GateReport& report);

/// GitHub workflow commands, one a line: ::error for what fails the gate, ::warning for what could
/// not be tested, at most 10 each (GitHub shows no more of a step; the last one counts the others),
/// and ::notice with the headline.
[[nodiscard]] std::string render_github(const GateReport& report);

struct CheckrunOptions {
  std::string head_sha;                // 40 hex digits; "" = report.current.commit if it is such
  std::string path = "perfgate.toml";  // file that annotations point to; rows have no source line
};

/// JSON body for "Create a check run" of GitHub's REST API. Conclusion: pass success, fail and
/// error failure, undecided action_required (neutral when the policy lets it pass), incomparable
/// action_required. Summary: the Markdown report, at most 65,535 bytes; at most 50 annotations.
/// `head_sha` is left out when it is not known: the API then asks for it.
[[nodiscard]] std::string render_checkrun(const GateReport& report, const CheckrunOptions& options);

/// RFC 4180 (CRLF, header line), one record a row. A text field that a spreadsheet would take for a
/// formula starts with an apostrophe.
[[nodiscard]] std::string render_csv(const GateReport& report);

/// One JSON object a line: {"type": "verdict", ...} with everything but rows and SLOs, then
/// {"type": "row", ...} and {"type": "slo", ...} with the members of compare.schema.json.
[[nodiscard]] std::string render_jsonl(const GateReport& report);

/// Prometheus text exposition 0.0.4, e.g. for the textfile collector; gauges named perfgate_*.
[[nodiscard]] std::string render_prometheus(const GateReport& report);

/// The samples of a result set. CSV: one record a sample. JSONL: one object a row and run.
/// Prometheus: median, count and coefficient of variation of each row.
[[nodiscard]] std::string export_csv(const ResultSet& results);
[[nodiscard]] std::string export_jsonl(const ResultSet& results);
[[nodiscard]] std::string export_prometheus(const ResultSet& results);

/// Samples in the format of another tool, and how many rows it cannot hold.
struct ForeignText {
  std::string text;
  std::size_t left_out =
      0;  // rows without samples; for Google Benchmark also rows that are no time
};

/// Go benchmark text for benchstat: one line a sample. A name starts with "Benchmark" and an upper
/// case letter, bytes that Go does not allow in names are %XX. Runs lose their borders: Go text has
/// none. Error (kInput): two rows would share a name, or no row has samples.
[[nodiscard]] Result<ForeignText> export_benchstat(const ResultSet& results);

/// Google Benchmark JSON: the samples of a row are repetitions, and cpu_time repeats real_time
/// (its readers demand both, samples hold one; the context says so). Error (kInput): no row is a
/// time.
[[nodiscard]] Result<ForeignText> export_google_benchmark(const ResultSet& results);

}  // namespace perfgate
