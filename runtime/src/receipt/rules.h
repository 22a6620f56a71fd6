// SPDX-License-Identifier: Apache-2.0
// The three groups of rules, in the order in which they are applied. The last two need a receipt
// whose form is right.
#pragma once

#include "receipt/json_text.h"

#include <bitnet/runtime/receipt.h>

namespace bitnet::runtime::receipt {

/// schema_version compute_path kernels mock gpu_kernels quantised_kernels fallback_only
void apply_kernel_rules(const Json& receipt, const ReceiptRules& rules, ReceiptVerdict& verdict);

/// backend timestamp deterministic hashes tests parity counters
void apply_hygiene_rules(const Json& receipt, ReceiptVerdict& verdict);

/// tokens embedding ternary_macs head_macs attention_macs weight_bytes time read_rate performance
void apply_conservation_rules(const Json& receipt, ReceiptVerdict& verdict);

}  // namespace bitnet::runtime::receipt
