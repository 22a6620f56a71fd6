// SPDX-License-Identifier: Apache-2.0
// The program perfgate: the process-wide state that a library must not touch, then run_cli.
#include <perfgate/cli.h>

#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

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
  std::signal(SIGPIPE, SIG_IGN);  // `perfgate ... | head`: the write fails instead of the process
  std::signal(SIGXFSZ, SIG_IGN);  // file size limit: EFBIG, reported as an error
  if (argc < 1) {
    return 2;  // an empty argv has no name to skip
  }
  return perfgate::run_cli(std::vector<std::string>(argv + 1, argv + argc), std::cout, std::cerr);
}
