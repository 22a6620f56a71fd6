// SPDX-License-Identifier: Apache-2.0
// One child process in its own process group, with its output pipes. Starting, signalling and
// reaping only; the waiting policy (timeouts, interrupts) lives in process.cpp.
#pragma once

#include <perfgate/result.h>

#include <sys/resource.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace perfgate::runner_detail {

class Child {
 public:
  Child() = default;
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// `environment` ("NAME=VALUE") is added to ours. stdin is /dev/null, signals are at their
  /// defaults. A program that cannot be executed is an Error (kInput) here, not an exit code later.
  [[nodiscard]] Result<void> start(const std::vector<std::string>& argv,
                                   const std::string& working_directory,
                                   const std::vector<std::string>& environment = {});

  [[nodiscard]] int out_fd() const { return out_; }

  [[nodiscard]] int err_fd() const { return err_; }

  [[nodiscard]] int pid_fd() const { return pid_fd_; }

  void close_out();
  void close_err();

  /// Ended but not reaped: its process id, and so the group's, cannot be reused yet.
  [[nodiscard]] bool has_ended() const;
  void signal_group(int signal) const;
  /// Waits for the end and returns the wait status. Exactly once.
  int reap(struct rusage& usage);

 private:
  pid_t pid_ = -1;
  int out_ = -1, err_ = -1, pid_fd_ = -1;
};

}  // namespace perfgate::runner_detail
