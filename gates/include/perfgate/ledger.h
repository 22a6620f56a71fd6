// SPDX-License-Identifier: Apache-2.0
// The Markdown ledger: four marked regions rewritten from a report, and a hash-chained JSONL beside
// it.
#pragma once

#include <perfgate/gate_report.h>
#include <perfgate/result.h>

#include <string>
#include <vector>

namespace perfgate {

/// Rewrites gates, hoplog, decision and perf regions of `markdown` (missing markers are appended);
/// text outside them is untouched. Same report twice = same text. Errors (kInput): unbalanced,
/// nested or repeated markers, with line.
[[nodiscard]] Result<std::string> ledger_with_report(const std::string& markdown,
                                                     const GateReport& report);

/// ledger_with_report on the file, and one line appended to `<path minus .md>.jsonl`: {schema, seq,
/// prev, created, report_sha256, verdict, ..., sha256}; the same report twice appends once. A torn
/// last line is cut and reported in `warnings`.
[[nodiscard]] Result<void> ledger_update(const std::string& path, const GateReport& report,
                                         std::vector<std::string>& warnings);

/// The chain from the first to the last line: sequence, prev hash, own hash; then that it has every
/// report which the hoplog of `path` names (lines cut off at the end of a chain do not show in it).
/// `path` is the Markdown, or the .jsonl alone. Returns the number of lines. Error names the first
/// bad line.
[[nodiscard]] Result<std::size_t> ledger_verify(const std::string& path);

/// The lines of the chain, verified as by ledger_verify.
[[nodiscard]] Result<std::vector<Json>> ledger_entries(const std::string& path);

}  // namespace perfgate
