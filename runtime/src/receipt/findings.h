// SPDX-License-Identifier: Apache-2.0
// Collects what the rules find. A rule speaks once: its first finding is enough to refuse.
#pragma once

#include <bitnet/runtime/receipt.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bitnet::runtime::receipt {

inline void add_once(std::vector<ReceiptFinding>& findings, const char* rule, std::string message) {
  const bool known = std::any_of(findings.begin(), findings.end(),
                                 [&](const ReceiptFinding& found) { return found.rule == rule; });
  if (!known) {
    findings.push_back({rule, std::move(message)});
  }
}

inline void refuse(ReceiptVerdict& verdict, const char* rule, std::string message) {
  add_once(verdict.violations, rule, std::move(message));
}

inline void warn(ReceiptVerdict& verdict, const char* rule, std::string message) {
  add_once(verdict.warnings, rule, std::move(message));
}

}  // namespace bitnet::runtime::receipt
