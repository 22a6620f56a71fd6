// SPDX-License-Identifier: Apache-2.0
// The program bitnet: the process-wide state that a library must not touch (signals, standard
// descriptors), then run_cli.
#include "cli.h"

#include <bitnet/runtime/mapped_file.h>

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

std::atomic<bool> g_interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch these");

// The first SIGINT asks for an orderly end (the receipt says interrupted); the second one kills.
extern "C" void on_interrupt(int) {
  g_interrupted.store(true, std::memory_order_relaxed);
  std::signal(SIGINT, SIG_DFL);
}

// A closed standard stream would hand its number to the next file that is opened, and results would
// be written into that file. /dev/null opened for the other direction keeps the number and still
// makes every use an error.
void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) == -1) {
      const int flags = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
      if (open("/dev/null", flags) != descriptor) {
        return;
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);  // `bitnet ... | head`: the write fails instead of the process
  std::signal(SIGXFSZ, SIG_IGN);  // file size limit: EFBIG, reported as an error
  bitnet::runtime::install_sigbus_handler();
  struct sigaction action = {};
  action.sa_handler = on_interrupt;  // no SA_RESTART: a read of standard input ends at Ctrl-C
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  if (argc < 1) {
    return 2;  // an empty argv has no name to skip
  }
  return bitnet::runtime::cli::run_cli(std::vector<std::string>(argv + 1, argv + argc), std::cin,
                                       std::cout, std::cerr, g_interrupted);
}
