// SPDX-License-Identifier: Apache-2.0
// What one process of a suite was asked for, what it delivered, and which rows therefore failed. A
// row is never silently missing.
#pragma once

#include <perfgate/config.h>
#include <perfgate/result.h>
#include <perfgate/runner.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace perfgate::runner_detail {

/// Row ids found in what a program wrote.
struct Delivery {
  std::set<std::string> rows;                 // with samples
  std::map<std::string, std::string> failed;  // rows that the program itself reports as failed
  std::string unreadable;                     // not empty: the result is malformed, with the reason
  bool nothing = false;                       // no file was written at all
};

/// Reads `path` (folder or file, as Suite::output says) as far as row ids go.
[[nodiscard]] Delivery read_delivery(const std::string& path);

/// "" for a clean exit, else one clause: "killed by SIGSEGV", "no end within 300 s", "exit status
/// 3: <last line of output>", or why it could not be started.
[[nodiscard]] std::string process_failure(const Result<ProcessResult>& result, double timeout_s);

struct FailedRow {
  std::string id, reason;
};

/// `expected` empty = the rows were not known before. A failure that no row accounts for becomes a
/// failed row with the name of the suite. Sorted by id, unique.
[[nodiscard]] std::vector<FailedRow> failed_rows(const std::string& suite,
                                                 const std::vector<std::string>& expected,
                                                 const Delivery& delivery,
                                                 const std::string& failure);

}  // namespace perfgate::runner_detail
