// SPDX-License-Identifier: Apache-2.0
// For tests: asking another program whether a document is right.
#pragma once

#include "base/test_folder.h"

#include <cstdlib>
#include <string>

namespace perfgate::formats_test {

/// True if the shell finds `program`.
inline bool installed(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

/// Exit status of a shell command line.
inline int status_of(const std::string& command) {
  return std::system((command + " 2>&1").c_str());
}

}  // namespace perfgate::formats_test
