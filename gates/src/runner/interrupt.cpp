// SPDX-License-Identifier: Apache-2.0
// The handler does the two things that are async-signal-safe and enough: count, and wake poll()
// through a pipe. It does not decide anything; run_process and run_suites look at the count.
#include "runner/interrupt.h"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <unistd.h>

namespace perfgate::runner_detail {
namespace {

// Lock-free, hence safe in a handler.
std::atomic<int> g_count{0};
std::atomic<int> g_write_fd{-1};
std::atomic<int> g_read_fd{-1};
static_assert(std::atomic<int>::is_always_lock_free);

void on_signal(int /*signal*/) {
  const int saved = errno;
  g_count.fetch_add(1);
  const int fd = g_write_fd.load();
  if (fd >= 0) {
    const char byte = 1;
    // A full pipe is fine: then poll() wakes up anyway.
    [[maybe_unused]] const ssize_t written = ::write(fd, &byte, 1);
  }
  errno = saved;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  g_count = 0;
  if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) == 0) {
    g_read_fd = pipe_[0];
    g_write_fd = pipe_[1];
  }
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    if (::sigaction(signals_[i], nullptr, &previous_[i]) != 0 ||
        previous_[i].sa_handler == SIG_IGN) {
      continue;
    }
    struct sigaction action = {};
    action.sa_handler = on_signal;
    ::sigemptyset(&action.sa_mask);
    installed_[i] = ::sigaction(signals_[i], &action, nullptr) == 0;
  }
}

InterruptGuard::~InterruptGuard() {
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    if (installed_[i]) {
      ::sigaction(signals_[i], &previous_[i], nullptr);
    }
  }
  g_write_fd = -1;
  g_read_fd = -1;
  g_count = 0;
  for (const int fd : pipe_) {
    if (fd >= 0) {
      ::close(fd);
    }
  }
}

int interrupt_fd() {
  return g_read_fd.load();
}

int interrupt_count() {
  return g_count.load();
}

void interrupt_acknowledge() {
  char bytes[64];
  while (g_read_fd.load() >= 0 && ::read(g_read_fd.load(), bytes, sizeof bytes) > 0) {
  }
}

}  // namespace perfgate::runner_detail
