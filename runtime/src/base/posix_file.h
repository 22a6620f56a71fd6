// SPDX-License-Identifier: Apache-2.0
// Small POSIX pieces: an owned descriptor, loops around EINTR, errno as text. No policy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace bitnet::runtime {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) noexcept : fd_(fd) {}

  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  ~Descriptor() { (void)close(); }

  [[nodiscard]] int get() const noexcept { return fd_; }

  [[nodiscard]] bool open() const noexcept { return fd_ >= 0; }

  /// False with errno set when closing reports a late write error.
  [[nodiscard]] bool close() noexcept;

 private:
  int fd_;
};

[[nodiscard]] std::string errno_text(int error);

/// open(2) that repeats on EINTR; O_CLOEXEC is always added.
[[nodiscard]] int open_retry(const std::string& path, int flags, unsigned mode = 0) noexcept;

/// Writes everything; returns errno, 0 on success. The program ignores SIGXFSZ, so that exceeding
/// the file size limit is EFBIG.
[[nodiscard]] int write_all(int fd, std::span<const std::byte> bytes) noexcept;

/// Reads `size` bytes from the start of the file; `got` is what there was. Returns errno or 0.
[[nodiscard]] int read_from_start(int fd, std::byte* to, std::size_t size,
                                  std::size_t& got) noexcept;

}  // namespace bitnet::runtime
