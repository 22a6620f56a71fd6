// SPDX-License-Identifier: Apache-2.0
// Calling the command line in-process. Only for tests.
#pragma once

#include "cli.h"

#include <sstream>
#include <string>
#include <vector>

namespace bitnet::runtime::cli_test {

struct Outcome {
  int code = -1;
  std::string out, err;
};

inline Outcome call(const std::vector<std::string>& args, const std::string& input = "",
                    bool interrupted = false) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const std::atomic<bool> flag{interrupted};
  Outcome outcome;
  outcome.code = cli::run_cli(args, in, out, err, flag);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// One sentence on stderr: "bitnet: ...\n", nothing on stdout.
inline bool is_one_sentence(const Outcome& outcome) {
  return outcome.out.empty() && outcome.err.starts_with("bitnet: ") &&
         outcome.err.find('\n') + 1 == outcome.err.size();
}

}  // namespace bitnet::runtime::cli_test
