// SPDX-License-Identifier: Apache-2.0
// Whether the programs of a suite can be started at all, before anything is measured.
#pragma once

#include <perfgate/result.h>

#include <string>

namespace perfgate::runner_detail {

/// `name` with a '/' is a path relative to `directory`; without, it is looked up in PATH.
/// Error (kInput): missing, not a regular file, not executable.
[[nodiscard]] Result<void> check_program(const std::string& name, const std::string& directory);

}  // namespace perfgate::runner_detail
