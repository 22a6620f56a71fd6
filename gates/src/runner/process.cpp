// SPDX-License-Identifier: Apache-2.0
// run_process: waits for one child without ever hanging on it. Output is drained while waiting (a
// full pipe would stop the child), a timeout or an interrupt ends the whole process group, and a
// grandchild that keeps the pipe open after the child has ended is not waited for.
#include "runner/child.h"
#include "runner/interrupt.h"
#include "runner/output_log.h"

#include <perfgate/runner.h>

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace perfgate {
namespace {

using runner_detail::Child;
using runner_detail::interrupt_acknowledge;
using runner_detail::interrupt_count;
using runner_detail::interrupt_fd;
using runner_detail::OutputLog;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kGrace{2};  // between SIGTERM and SIGKILL
// After the group was killed at most this much more is read from each pipe; a process that left the
// group could write for ever.
constexpr std::size_t kMaxFinalBytes = std::size_t{1} << 20;

/// Reads what is there, at most `limit` bytes. False when the writing ends are all closed.
template <typename Sink>
[[nodiscard]] bool drain(int fd, std::size_t limit, Sink sink) {
  char buffer[65536];
  for (std::size_t total = 0; total < limit;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n > 0) {
      sink(std::string_view(buffer, static_cast<std::size_t>(n)));
      total += static_cast<std::size_t>(n);
    } else if (n == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
  return true;
}

class Supervisor {
 public:
  Supervisor(Child& child, OutputLog& log, double timeout_s)
      : child_(child), log_(log), start_(Clock::now()) {
    deadline_ = start_ + std::chrono::duration_cast<Clock::duration>(
                             std::chrono::duration<double>(timeout_s));
  }

  void wait();
  [[nodiscard]] ProcessResult finish();

  [[nodiscard]] bool interrupted() const { return interrupts_ > 0; }

 private:
  void poll_once();
  void drain_both(std::size_t limit);
  void look_at_the_clock();
  void look_at_interrupts();
  void terminate();
  [[nodiscard]] int poll_milliseconds() const;

  Child& child_;
  OutputLog& log_;
  Clock::time_point start_, deadline_;
  std::optional<Clock::time_point> kill_at_;
  bool terminating_ = false, timed_out_ = false;
  int interrupts_ = 0;
};

void Supervisor::wait() {
  look_at_interrupts();  // one that came before the child started
  while (!child_.has_ended()) {
    poll_once();
    look_at_interrupts();
    look_at_the_clock();
  }
}

int Supervisor::poll_milliseconds() const {
  Clock::time_point next = Clock::now() + std::chrono::hours(1);
  if (kill_at_) {
    next = *kill_at_;
  } else if (!terminating_) {
    next = std::min(next, deadline_);
  }
  if (child_.pid_fd() < 0 || (terminating_ && !kill_at_)) {
    next = std::min(next, Clock::now() + std::chrono::milliseconds(10));
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

void Supervisor::poll_once() {
  // poll() ignores negative descriptors: closed pipes, no pidfd, no guard.
  struct pollfd fds[] = {{child_.out_fd(), POLLIN, 0},
                         {child_.err_fd(), POLLIN, 0},
                         {child_.pid_fd(), POLLIN, 0},
                         {interrupt_fd(), POLLIN, 0}};
  if (::poll(fds, 4, poll_milliseconds()) > 0) {
    drain_both(kMaxFinalBytes);  // bounded, so that a flood of output cannot delay the clock
  }
}

void Supervisor::drain_both(std::size_t limit) {
  if (child_.out_fd() >= 0 &&
      !drain(child_.out_fd(), limit, [this](std::string_view b) { log_.add_stdout(b); })) {
    child_.close_out();
  }
  if (child_.err_fd() >= 0 &&
      !drain(child_.err_fd(), limit, [this](std::string_view b) { log_.add_stderr(b); })) {
    child_.close_err();
  }
}

void Supervisor::look_at_the_clock() {
  const Clock::time_point now = Clock::now();
  if (!terminating_ && now >= deadline_ && !child_.has_ended()) {
    timed_out_ = true;
    terminate();
  }
  if (kill_at_ && now >= *kill_at_) {
    child_.signal_group(SIGKILL);
    kill_at_.reset();
  }
}

void Supervisor::look_at_interrupts() {
  const int count = interrupt_count();
  if (count == interrupts_) {
    return;
  }
  interrupt_acknowledge();
  interrupts_ = count;
  if (!terminating_) {
    terminate();
  } else {
    child_.signal_group(SIGKILL);  // asked a second time: no more patience
    kill_at_.reset();
  }
}

void Supervisor::terminate() {
  terminating_ = true;
  kill_at_ = Clock::now() + kGrace;
  child_.signal_group(SIGTERM);
  child_.signal_group(SIGCONT);  // a stopped process would not see SIGTERM
}

ProcessResult Supervisor::finish() {
  const Clock::time_point end = Clock::now();
  // The child is a zombie, so its group id is still ours: what it left running would disturb the
  // next measurement.
  child_.signal_group(SIGKILL);
  drain_both(kMaxFinalBytes);
  struct rusage usage = {};
  const int status = child_.reap(usage);
  ProcessResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.timed_out = timed_out_;
  result.seconds = std::chrono::duration<double>(end - start_).count();
  result.max_rss_bytes = usage.ru_maxrss * 1024;
  log_.finish();
  result.output_tail = log_.tail();
  return result;
}

}  // namespace

Result<ProcessResult> run_process(const std::vector<std::string>& argv,
                                  const std::string& working_directory, double timeout_s,
                                  const std::string& log_path, std::string* capture,
                                  const std::vector<std::string>& environment) {
  if (!std::isfinite(timeout_s) || timeout_s <= 0) {
    return usage_error(fmt::format("a timeout of {} s is not a positive number", timeout_s));
  }
  OutputLog log(capture);
  if (auto opened = log.open(log_path); !opened) {
    return tl::unexpected(opened.error());
  }
  Child child;
  if (auto started = child.start(argv, working_directory, environment); !started) {
    return tl::unexpected(started.error());
  }
  constexpr double kMaxTimeout = 1e7;  // about 115 days; the clock's integers hold more
  Supervisor supervisor(child, log, std::min(timeout_s, kMaxTimeout));
  supervisor.wait();
  ProcessResult result = supervisor.finish();
  if (supervisor.interrupted()) {
    return tl::unexpected(Error{ExitCode::kInterrupted,
                                fmt::format("'{}' was stopped by a signal to perfgate", argv[0])});
  }
  return result;
}

}  // namespace perfgate
