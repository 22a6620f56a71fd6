// SPDX-License-Identifier: Apache-2.0
// Errors and kills that strace injects into a run of one test case of this very program. Only for
// tests; skipped, with a message, where strace is missing or may not trace.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

namespace perfgate {

/// strace with the injection `what` ("rename:signal=KILL:when=2") on a run of the test case named
/// `test`, which is skipped otherwise, with one variable in its environment. Exit status as a shell
/// shows it (137 = killed), or -1.
inline int inject_fault(const std::string& what,
                        const std::pair<std::string, std::string>& variable,
                        const std::string& test) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string calls = what.substr(0, what.find(':'));
  // The leak check of the address sanitizer cannot run under a tracer and would fail the test.
  const std::string command = "ASAN_OPTIONS=detect_leaks=0 " + variable.first + "='" +
                              variable.second + "' strace -qq -f -o /dev/null -e trace='" + calls +
                              "' -e inject='" + what + "' '" + self +
                              "' --no-skip --no-breaks -tc='" + test + "' >/dev/null 2>&1";
  const int status = std::system(command.c_str());
  if (status == -1) {
    return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

inline bool can_trace() {
  const bool can = std::system("strace -qq -o /dev/null -e trace=none true >/dev/null 2>&1") == 0;
  if (!can) {
    MESSAGE("skipped: strace is missing or may not trace here");
  }
  return can;
}

}  // namespace perfgate
