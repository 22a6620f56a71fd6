// SPDX-License-Identifier: Apache-2.0
// The three parts of judging a receipt. The second and third need one that fits the schema.
#pragma once

#include <perfgate/receipt.h>

#include <algorithm>
#include <string>
#include <utility>

namespace perfgate::receipt_detail {

/// Version, compute path and the list of kernels, of a value of any form.
void judge_kernel_list(const Json& receipt, bool require_gpu_kernels, ReceiptVerdict& verdict);

/// Members that must agree with each other.
void judge_members(const Json& receipt, ReceiptVerdict& verdict);

/// Counters against the shape of the model, the number of tokens and the clock.
void judge_arithmetic(const Json& receipt, ReceiptVerdict& verdict);

enum class KernelClass { kGpu, kFallback, kCpuQuantised, kOther };

[[nodiscard]] KernelClass class_of_kernel(const std::string& id);

/// A product with ternary weights, on whatever device.
[[nodiscard]] bool multiplies_trits(const std::string& id);

// The first finding of a rule is enough.
inline void note(std::vector<ReceiptFinding>& findings, const char* rule, std::string message) {
  if (std::none_of(findings.begin(), findings.end(),
                   [&](const ReceiptFinding& finding) { return finding.rule == rule; })) {
    findings.push_back({rule, std::move(message)});
  }
}

inline void violation(ReceiptVerdict& verdict, const char* rule, std::string message) {
  note(verdict.violations, rule, std::move(message));
}

}  // namespace perfgate::receipt_detail
