// SPDX-License-Identifier: Apache-2.0
// The whole program as a function, so that tests call it in-process.
#pragma once

#include <atomic>
#include <iosfwd>
#include <string>
#include <vector>

namespace bitnet::runtime::cli {

/// `bitnet args...`: the exit code of result.h. Nothing is thrown. `interrupted` may become true at
/// any time from a signal handler.
[[nodiscard]] int run_cli(const std::vector<std::string>& args, std::istream& in, std::ostream& out,
                          std::ostream& err, const std::atomic<bool>& interrupted);

}  // namespace bitnet::runtime::cli
