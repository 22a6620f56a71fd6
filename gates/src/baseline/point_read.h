// SPDX-License-Identifier: Apache-2.0
// Point baselines: figures that were published without samples.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <string>

namespace perfgate {

/// "perfgate/point/1" -> rows with `published` and no runs; `printed` becomes a label, `note` a
/// warning of the row.
[[nodiscard]] Result<ResultSet> point_from_json(const Json& json, const std::string& origin);

}  // namespace perfgate
