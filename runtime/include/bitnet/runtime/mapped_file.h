// SPDX-License-Identifier: Apache-2.0
// The bytes of one regular file, mapped read-only or read into memory. Knows nothing of what is in
// them. Refuses everything that is not a regular file, so that no FIFO or device can hang a load.
#pragma once

#include <bitnet/runtime/result.h>

#include <cstddef>
#include <filesystem>
#include <span>

namespace bitnet::runtime {

/// Owns the bytes; moving it keeps their address.
class MappedFile {
 public:
  /// Maps `path` (use_mmap) or reads it into memory. An empty file gives an empty span.
  /// Errors: not found, not readable, not a regular file, shrunk while it was read (kInput); larger
  /// than the memory of the machine when it has to be read (kOutOfMemory).
  [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path,
                                               bool use_mmap = true);

  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  /// Page-aligned; valid while this object (or the one it was moved to) lives.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

  [[nodiscard]] bool mapped() const noexcept { return is_map_; }

  /// Gives the memory of the whole pages within `part` (a part of bytes()) back. Afterwards `part`
  /// must not be read: a mapped file would be read again, one in memory reads as zeros.
  void drop(std::span<const std::byte> part) const noexcept;

 private:
  void release() noexcept;

  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  bool is_map_ = false;
  int slot_ = -1;  // entry in the table that the SIGBUS handler reads; -1 = none
};

/// Touching a page of a mapped file that has been cut off raises SIGBUS. After this call such a
/// signal prints "bitnet: <path>: the file shrank while it was in use" on stderr and ends the
/// process with exit code 3; a SIGBUS elsewhere keeps its default action. Call once, from main.
void install_sigbus_handler() noexcept;

}  // namespace bitnet::runtime
