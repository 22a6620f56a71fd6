// SPDX-License-Identifier: Apache-2.0
// Small POSIX pieces of the file code: an owned descriptor, loops around EINTR, errno as text.
#pragma once

#include <perfgate/result.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace perfgate::files_detail {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  ~Descriptor() { (void)close(); }

  [[nodiscard]] int get() const { return fd_; }

  [[nodiscard]] bool open() const { return fd_ >= 0; }

  /// False with errno set when closing reports a late write error.
  [[nodiscard]] bool close();

 private:
  int fd_;
};

[[nodiscard]] std::string errno_text(int error);

/// open(2) that repeats on EINTR; O_CLOEXEC is always added.
[[nodiscard]] int open_retry(const std::string& path, int flags, unsigned mode = 0);

/// Reads to the end or to limit + 1 bytes; returns errno, 0 on success.
[[nodiscard]] int read_all(int fd, std::size_t limit, std::size_t size_hint, std::string& out);

/// Writes everything; returns errno, 0 on success. Exceeding the file size limit of the process is
/// EFBIG and never the signal SIGXFSZ, whatever its disposition: it is blocked for this thread
/// meanwhile and consumed.
[[nodiscard]] int write_all(int fd, std::string_view content);

}  // namespace perfgate::files_detail
