// SPDX-License-Identifier: Apache-2.0
// Finds the first place where a value does not fit its schema and says it in words.
#pragma once

#include "schema/schema_tree.h"

#include <optional>
#include <string>

namespace perfgate::schema_detail {

struct Misfit {
  std::string pointer;  // JSON pointer, "" = the whole value
  std::string what;     // found and wanted
};

/// nullopt: nothing wrong with the keywords that SchemaTree knows.
[[nodiscard]] std::optional<Misfit> first_misfit(const Json& value, const Node& node);

}  // namespace perfgate::schema_detail
