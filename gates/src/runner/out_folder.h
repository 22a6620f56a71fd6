// SPDX-License-Identifier: Apache-2.0
// The folder that a run is written to: made here, and never one that already holds something.
#pragma once

#include <perfgate/result.h>

#include <string>

namespace perfgate::runner_detail {

/// Makes `path` with its parents, or takes it if it is an empty folder. Error (kInput): not empty,
/// not a folder, cannot be written.
[[nodiscard]] Result<void> claim_folder(const std::string& path);

/// Makes "<runs_dir>/<time>-<short commit>" and returns it; "-2", "-3"... is appended while that
/// name is taken. `now` is RFC 3339.
[[nodiscard]] Result<std::string> claim_default_folder(const std::string& runs_dir,
                                                       const std::string& now,
                                                       const std::string& commit);

}  // namespace perfgate::runner_detail
