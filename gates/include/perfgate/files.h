// SPDX-License-Identifier: Apache-2.0
// Files: bounded reads, and writes after which either the old or the new content is there, never
// half.
#pragma once

#include <perfgate/result.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace perfgate {

/// Whole content of a regular file of at most `max_bytes`. Errors (kInput): missing, directory,
/// FIFO or device, unreadable, larger.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

/// Replaces `path` atomically: temporary file in the same folder (O_EXCL, O_NOFOLLOW), write all,
/// fsync, close, rename, fsync of the folder. Missing parent folders are made, the permissions of
/// an old file are kept, and a symbolic link to a file stays a link: its target is replaced. On any
/// error the old file is untouched and the temporary file is removed, with one exception: when only
/// the last step fails, the new content is there and the sentence says so. Errors (kInput): one
/// sentence with path and errno text (read-only folder, disk full, file size limit; SIGXFSZ is not
/// delivered), or that `path` is a folder, a device or a link that leads nowhere.
[[nodiscard]] Result<void> write_file_atomic(const std::string& path, std::string_view content);

/// Reads `path` (missing = ""), lets `edit` make the new content, and replaces it atomically, all
/// under an advisory lock (`<path>.lock`, which stays) so that two processes never lose an update.
/// Waits at most 10 s for the lock. Unchanged content is not written. What `edit` throws becomes an
/// Error.
[[nodiscard]] Result<void> update_file(
    const std::string& path, std::size_t max_bytes,
    const std::function<Result<std::string>(const std::string& old)>& edit);

/// Removes stale `.name.tmp.*` files of writers that died (older than a day) beside `path`.
void sweep_stale_temporaries(const std::string& path);

/// SHA-256 of bytes as 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace perfgate
