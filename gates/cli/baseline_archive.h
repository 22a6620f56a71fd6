// SPDX-License-Identifier: Apache-2.0
// Replacing a baseline without losing the one before: copies named by their time in
// <baselines_dir>/<machine key>/previous/<name>/. Killed at any moment, the baseline is the old or
// the new one, whole, and the copy is there before the old one goes.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::cli {

/// Previous baselines of the one at `path`, newest first; no folder = none.
[[nodiscard]] std::vector<std::string> previous_baselines(const std::string& path);

/// Keeps a copy of the baseline at `path` (again: nothing new) and removes all but the newest
/// `kept` previous ones. Returns the path of the copy. Error: no baseline, or not a readable one.
[[nodiscard]] Result<std::string> rotate_baseline(const std::string& path, std::size_t kept);

/// Rotates, if there is a baseline, and replaces it by `content`, under a lock. `old_hash` is the
/// content_sha256 of the baseline that `content` was compared with, "" = none: another one by now
/// is an error (kInput).
[[nodiscard]] Result<void> replace_baseline(const std::string& path, const Json& content,
                                            const std::string& old_hash, std::size_t kept);

}  // namespace perfgate::cli
