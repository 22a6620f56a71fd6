// SPDX-License-Identifier: Apache-2.0
// posix_spawn rather than fork: it reports an exec failure as an error code and does not copy the
// parent's page tables. What it does not do: survive a grandchild that leaves the group by setsid.
#include "runner/child.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace perfgate::runner_detail {
namespace {

void close_fd(int& fd) {
  if (fd >= 0) {
    ::close(fd);
    fd = -1;
  }
}

struct Pipe {
  int read_end = -1, write_end = -1;

  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  ~Pipe() {
    close_fd(read_end);
    close_fd(write_end);
  }

  [[nodiscard]] bool open() {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0) {
      return false;
    }
    read_end = fds[0];
    write_end = fds[1];
    // Only our end: a non-blocking stdout would be a surprise for the child.
    return ::fcntl(read_end, F_SETFL, O_NONBLOCK) == 0;
  }

  [[nodiscard]] int release_read_end() {
    const int fd = read_end;
    read_end = -1;
    return fd;
  }
};

/// Owns the two structures of posix_spawn.
class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }

  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  /// 0 or an errno value.
  [[nodiscard]] int prepare(const std::string& directory, int out, int err) {
    sigset_t all, none;
    ::sigfillset(&all);
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    int rc = ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (rc == 0) {
      rc = ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    }
    if (rc == 0) {
      rc = ::posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO);
    }
    if (rc == 0 && !directory.empty()) {
      rc = ::posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
    }
    return rc;
  }

  [[nodiscard]] int spawn(pid_t& pid, const std::vector<std::string>& argv,
                          std::vector<std::string> environment) {
    std::vector<char*> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
      variables.push_back(*variable);
    }
    for (std::string& variable : environment) {
      variables.push_back(variable.data());
    }
    variables.push_back(nullptr);
    std::vector<std::string> copies = argv;  // posix_spawn wants writable strings
    std::vector<char*> pointers;
    pointers.reserve(copies.size() + 1);
    for (std::string& argument : copies) {
      pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    return ::posix_spawnp(&pid, pointers[0], &actions_, &attributes_, pointers.data(),
                          variables.data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

Child::~Child() {
  close_fd(out_);
  close_fd(err_);
  close_fd(pid_fd_);
  if (pid_ > 0) {  // only when an exception unwinds: never leave a child behind
    signal_group(SIGKILL);
    struct rusage usage = {};
    reap(usage);
  }
}

Result<void> Child::start(const std::vector<std::string>& argv,
                          const std::string& working_directory,
                          const std::vector<std::string>& environment) {
  if (argv.empty() || argv[0].empty()) {
    return input_error("cannot run an empty command");
  }
  Pipe out, err;
  if (!out.open() || !err.open()) {
    return input_error(fmt::format("cannot run '{}': {}", argv[0], std::strerror(errno)));
  }
  SpawnPlan plan;
  int rc = plan.prepare(working_directory, out.write_end, err.write_end);
  if (rc == 0) {
    rc = plan.spawn(pid_, argv, environment);
  }
  if (rc != 0) {
    pid_ = -1;
    return input_error(fmt::format("cannot run '{}': {}", argv[0], std::strerror(rc)));
  }
  out_ = out.release_read_end();
  err_ = err.release_read_end();
  // By number: <sys/pidfd.h> of glibc 2.36 lacks extern "C". -1 on kernels before 5.3; the caller
  // then polls has_ended.
  pid_fd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  return {};
}

void Child::close_out() {
  close_fd(out_);
}

void Child::close_err() {
  close_fd(err_);
}

bool Child::has_ended() const {
  siginfo_t info = {};
  const int rc = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return rc == 0 && info.si_pid == pid_;
}

void Child::signal_group(int signal) const {
  ::kill(-pid_, signal);
}

int Child::reap(struct rusage& usage) {
  int status = 0;
  while (::wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

}  // namespace perfgate::runner_detail
