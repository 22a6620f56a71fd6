// SPDX-License-Identifier: Apache-2.0
// The form of a receipt (schemas/receipt.schema.json) as tables, so that the rules behind it can
// read members without asking whether they exist.
#pragma once

#include "receipt/json_text.h"

#include <optional>
#include <string>

namespace bitnet::runtime::receipt {

/// The first thing that is missing, unknown, or of the wrong type or sign, e.g. "/run: member
/// \"threads\" is missing"; nullopt = right.
[[nodiscard]] std::optional<std::string> form_fault(const Json& receipt);

}  // namespace bitnet::runtime::receipt
