// SPDX-License-Identifier: Apache-2.0
// Receipts of inference runs, judged from the file alone: the form is schemas/receipt.schema.json,
// the rules are below. Independent of the program that wrote the receipt.
#pragma once

#include <perfgate/gate_report.h>
#include <perfgate/json.h>
#include <perfgate/result.h>

#include <string>
#include <vector>

namespace perfgate {

/// One broken rule. In the order in which they are applied:
///   schema_version compute_path kernels mock gpu_kernels quantised_kernels fallback_only form
/// and, only if the form is right,
///   backend timestamp deterministic hashes tests parity counters tokens embedding ternary_macs
///   head_macs attention_macs weight_bytes time read_rate performance
/// Warnings: duplicates corrections unmeasured.
struct ReceiptFinding {
  std::string rule;
  std::string message;  // one sentence; text from the file is made safe for a terminal
};

struct ReceiptVerdict {
  std::string path;
  std::vector<ReceiptFinding> violations, warnings;  // a rule appears at most once in each
};

/// Judges one receipt. Never fails: what is wrong is a violation.
[[nodiscard]] ReceiptVerdict judge_receipt(const Json& value, const std::string& path,
                                           bool require_gpu_kernels = false);

/// Reads and judges. Errors (kInput): unreadable, not JSON, not an object.
[[nodiscard]] Result<ReceiptVerdict> judge_receipt_file(const std::string& path);

/// One objective per receipt: met, or breached with the first violation as evidence; decides again.
/// Warnings go to the report's. Call after add_slos, which starts the list of objectives anew.
void add_receipts(GateReport& report, const std::vector<ReceiptVerdict>& receipts);

}  // namespace perfgate
