// SPDX-License-Identifier: Apache-2.0
// See posix_file.h.
#include "base/posix_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kLargestTransfer = std::size_t{1} << 30;  // Linux moves at most 2 GiB a call

}  // namespace

bool Descriptor::close() noexcept {
  // Linux frees the descriptor even when close is interrupted; a repeat could close another one.
  const int fd = std::exchange(fd_, -1);
  return fd < 0 || ::close(fd) == 0 || errno == EINTR;
}

std::string errno_text(int error) {
  return std::generic_category().message(error);
}

int open_retry(const std::string& path, int flags, unsigned mode) noexcept {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

int write_all(int fd, std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), std::min(bytes.size(), kLargestTransfer));
    if (wrote < 0) {
      if (errno == EINTR) {
        continue;
      }
      return errno;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  return 0;
}

int read_from_start(int fd, std::byte* to, std::size_t size, std::size_t& got) noexcept {
  got = 0;
  while (got < size) {
    const ssize_t n =
        ::pread(fd, to + got, std::min(size - got, kLargestTransfer), static_cast<off_t>(got));
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      return errno;
    }
    if (n == 0) {
      return 0;
    }
    got += static_cast<std::size_t>(n);
  }
  return 0;
}

}  // namespace bitnet::runtime
