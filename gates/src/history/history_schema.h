// SPDX-License-Identifier: Apache-2.0
// Tables of the history and how older files become newer ones. The version is SQLite's
// user_version; the application id tells our files from those of other programs.
#pragma once

#include "history/database.h"

#include <span>

namespace perfgate::history_detail {

inline constexpr std::int64_t kApplicationId = 0x70676831;  // "pgh1"

/// Step i brings version i to version i + 1.
[[nodiscard]] std::span<const char* const> history_migrations();

/// Applies what is missing, all steps in one transaction. Errors: the file is another program's, or
/// of a newer version.
[[nodiscard]] Result<void> migrate(const Database& database, std::span<const char* const> steps);

/// For reading: the file must be ours and of exactly this version.
[[nodiscard]] Result<void> check_version(const Database& database, std::int64_t wanted);

}  // namespace perfgate::history_detail
