// SPDX-License-Identifier: Apache-2.0
// The JSON Schemas of schemas/, compiled into the program, and validation against them.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <string>
#include <vector>

namespace perfgate {

/// Names of all schemas: "compare", "gate", "baseline", "point", "run", "metrics", "context",
/// "ledger", "receipt", "criterion-benchmark", ...
[[nodiscard]] std::vector<std::string> schema_names();

/// Text of schemas/<name>.schema.json.
[[nodiscard]] Result<std::string> schema_text(const std::string& name);

/// Validates; the error names the first offending JSON pointer, what was found and wanted.
[[nodiscard]] Result<void> validate(const Json& value, const std::string& schema_name,
                                    const std::string& origin);

/// Which schema a file of ours has: by its "schema" member ("perfgate/compare/1" -> "compare"),
/// a receipt by "schema_version" beside "compute_path", "kernels" or "kernel_counters", else by
/// Criterion file name. Error if it is none of ours.
[[nodiscard]] Result<std::string> schema_of(const Json& value, const std::string& path);

}  // namespace perfgate
