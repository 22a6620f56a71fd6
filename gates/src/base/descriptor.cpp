// SPDX-License-Identifier: Apache-2.0
// See descriptor.h.
#include "base/descriptor.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace perfgate::files_detail {
namespace {

/// Holds SIGXFSZ back from this thread. Process-wide state (the disposition) belongs to the
/// program, not to a library.
class FileSizeSignalHeld {
 public:
  FileSizeSignalHeld() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGXFSZ) == 1;
    sigemptyset(&set_);
    sigaddset(&set_, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &set_, &old_);
  }

  FileSizeSignalHeld(const FileSizeSignalHeld&) = delete;
  FileSizeSignalHeld& operator=(const FileSizeSignalHeld&) = delete;

  ~FileSizeSignalHeld() {
    const int saved = errno;
    if (!was_pending_) {
      const timespec now{};
      while (sigtimedwait(&set_, nullptr, &now) < 0 && errno == EINTR) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &old_, nullptr);
    errno = saved;
  }

 private:
  sigset_t set_{}, old_{};
  bool was_pending_ = false;
};

}  // namespace

bool Descriptor::close() {
  // Linux frees the descriptor even when close is interrupted; a repeat could close another one.
  const int fd = std::exchange(fd_, -1);
  return fd < 0 || ::close(fd) == 0 || errno == EINTR;
}

std::string errno_text(int error) {
  return std::generic_category().message(error);
}

int open_retry(const std::string& path, int flags, unsigned mode) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

int read_all(int fd, std::size_t limit, std::size_t size_hint, std::string& out) {
  constexpr std::size_t kChunk = std::size_t{64} << 10;
  out.clear();
  std::size_t used = 0;
  out.resize(std::min(std::max(size_hint, kChunk), limit) + 1);
  while (true) {
    const ssize_t got = ::read(fd, out.data() + used, out.size() - used);
    if (got < 0) {
      if (errno == EINTR) {
        continue;
      }
      return errno;
    }
    used += static_cast<std::size_t>(got);
    if (got == 0 || used > limit) {
      out.resize(used);
      return 0;
    }
    if (used == out.size()) {
      out.resize(std::min(2 * used, limit) + 1);
    }
  }
}

int write_all(int fd, std::string_view content) {
  const FileSizeSignalHeld held;
  while (!content.empty()) {
    const ssize_t wrote = ::write(fd, content.data(), content.size());
    if (wrote < 0) {
      if (errno == EINTR) {
        continue;
      }
      return errno;
    }
    content.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return 0;
}

}  // namespace perfgate::files_detail
