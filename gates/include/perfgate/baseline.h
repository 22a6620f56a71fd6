// SPDX-License-Identifier: Apache-2.0
// Baseline files: several runs of every row with machine and provenance, in one file. JSON:
// schemas/baseline.schema.json; published figures: schemas/point.schema.json.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <string>

namespace perfgate {

/// Requires at least one row with samples and no failed row. Carries a SHA-256 over its rows
/// ("content_sha256").
[[nodiscard]] Result<Json> baseline_to_json(const ResultSet& results, const std::string& now);

/// "perfgate/baseline/1" or "perfgate/point/1". Verifies members and their types, content hash,
/// finite samples (times above 0), unique rows. Members that it does not know are allowed.
[[nodiscard]] Result<ResultSet> baseline_from_json(const Json& json, const std::string& origin);

}  // namespace perfgate
