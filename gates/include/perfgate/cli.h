// SPDX-License-Identifier: Apache-2.0
// The command line in-process: what main calls, and what tests call.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace perfgate {

/// Runs `perfgate args...`; results to `out`, progress and diagnostics to `err`. Returns the exit
/// code. Never throws.
[[nodiscard]] int run_cli(const std::vector<std::string>& args, std::ostream& out,
                          std::ostream& err);

}  // namespace perfgate
