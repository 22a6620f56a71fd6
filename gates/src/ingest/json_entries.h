// SPDX-License-Identifier: Apache-2.0
// What the JSON formats share that list one row an entry.
#pragma once

#include "baseline/json_fields.h"

#include <perfgate/json.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <string>

namespace perfgate {

using ReadEntry = Row (*)(const Json& entry, const std::string& pointer, ReadStatus& status);

/// `results` (path and kind are set) with the rows of the array `member` of `root`, sorted. Errors:
/// what `read` noted in `status`, an empty array, a row twice.
[[nodiscard]] Result<ResultSet> read_entries(ResultSet results, const Fields& root,
                                             const char* member, ReadEntry read,
                                             ReadStatus& status);

}  // namespace perfgate
