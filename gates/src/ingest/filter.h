// SPDX-License-Identifier: Apache-2.0
// Keeping the rows whose id matches a pattern.
#pragma once

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <string>

namespace perfgate {

inline constexpr std::size_t kMaxFilterBytes = 1000;

/// Drops rows whose id does not match `pattern` somewhere; "" keeps all. Errors: no regular
/// expression (kUsage), too long (kUsage), matching gives up because the pattern backtracks too
/// much (kUsage), nothing matches (kInput).
[[nodiscard]] Result<void> filter_rows(ResultSet& results, const std::string& pattern);

}  // namespace perfgate
