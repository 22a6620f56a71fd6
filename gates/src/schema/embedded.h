// SPDX-License-Identifier: Apache-2.0
// The texts of schemas/*.schema.json as the build compiled them in. The definition is generated.
#pragma once

#include <span>
#include <string_view>

namespace perfgate::schema_detail {

struct EmbeddedSchema {
  std::string_view name, text;
};

/// In the order of the list in CMakeLists.txt.
[[nodiscard]] std::span<const EmbeddedSchema> embedded_schemas();

}  // namespace perfgate::schema_detail
