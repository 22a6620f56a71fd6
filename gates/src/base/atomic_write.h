// SPDX-License-Identifier: Apache-2.0
// Replacing one file so that a reader, a crash or a full disk sees the old or the new content.
#pragma once

#include <perfgate/result.h>

#include <string>
#include <string_view>

namespace perfgate::files_detail {

/// Where a write to `path` goes: the file itself, or the regular file that a symbolic link leads
/// to. Makes missing parent folders. Refuses folders, devices, FIFOs and links that lead nowhere.
[[nodiscard]] Result<std::string> write_target(const std::string& path);

/// `target` comes from write_target.
[[nodiscard]] Result<void> replace_file(const std::string& target, std::string_view content);

/// Start of the names of all temporary files for a target of this name.
[[nodiscard]] std::string temporary_prefix(const std::string& file_name);

}  // namespace perfgate::files_detail
