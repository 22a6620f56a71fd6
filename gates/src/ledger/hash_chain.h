// SPDX-License-Identifier: Apache-2.0
// The JSONL beside a ledger: one line per report, each with the hash of the line before and its
// own, so that an edited, removed or reordered line shows.
#pragma once

#include <perfgate/gate_report.h>
#include <perfgate/json.h>
#include <perfgate/result.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::ledger_detail {

struct Chain {
  std::vector<Json> lines;
  std::vector<std::string> reports;  // report_sha256 of every line
  std::string last_sha256;           // 64 zeros while it is empty
  std::string text;                  // the intact lines, each with its newline
  std::string torn;  // what followed the last newline and is not a line: a writer died there
};

/// Checks every complete line: sequence, hash of the line before, own hash. A last line without a
/// newline is kept if it is whole, else it is `torn`. Errors (kInput) name origin and line.
[[nodiscard]] Result<Chain> read_chain(const std::string& text, const std::string& origin);

/// The next line, with its newline.
[[nodiscard]] std::string chain_line(const Chain& chain, const GateReport& report,
                                     const std::string& report_sha256);

}  // namespace perfgate::ledger_detail
