// SPDX-License-Identifier: Apache-2.0
// A file that appears whole or not at all: written beside its target under a temporary name,
// synced, renamed. Streams; never holds more than one buffer in memory.
#pragma once

#include "base/posix_file.h"

#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace bitnet::runtime {

class AtomicFile {
 public:
  /// Creates the temporary file beside `target` (beside what it leads to, if it is a link) and
  /// removes left-overs of this target that are older than a day. Errors: the folder does not exist
  /// or is not writable; the target exists and is not a file.
  [[nodiscard]] static Result<AtomicFile> create(const std::filesystem::path& target);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();  // without commit: the temporary file is removed, the target stays as it was

  [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);

  [[nodiscard]] std::uint64_t written() const noexcept { return written_; }

  /// Afterwards everything written so far can be read under temporary().
  [[nodiscard]] Result<void> flush();

  [[nodiscard]] std::filesystem::path temporary() const { return temporary_; }

  /// Flush, fsync, rename, fsync of the folder. Call once.
  [[nodiscard]] Result<void> commit();

 private:
  AtomicFile() = default;
  [[nodiscard]] tl::unexpected<Error> error(int number) const;

  std::string target_;
  std::string temporary_;  // "" = nothing to remove
  Descriptor file_;
  std::vector<std::byte> buffer_;
  std::uint64_t written_ = 0;
};

}  // namespace bitnet::runtime
