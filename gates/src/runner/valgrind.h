// SPDX-License-Identifier: Apache-2.0
// One process under a tool of valgrind, and what the tool counted.
#pragma once

#include <perfgate/result.h>

#include <string>
#include <vector>

namespace perfgate::runner_detail {

/// What a tool counted, in the order that it documents; none = `missing` says why.
struct ToolCounts {
  std::vector<double> figures;
  std::string missing;
};

/// "" if valgrind can be run, else why not.
[[nodiscard]] std::string valgrind_missing();

/// Runs argv in `directory` under "valgrind --tool=<tool> options...", with BITNET_ISA=avx2 because
/// valgrind knows no newer instructions; its output goes to <scratch>/<tool>.log. A program under
/// valgrind gets a hundred times `timeout_s`. Returns "" for a clean exit, else one clause.
/// Errors: interrupted.
[[nodiscard]] Result<std::string> run_valgrind(const std::string& tool,
                                               const std::vector<std::string>& options,
                                               const std::vector<std::string>& argv,
                                               const std::string& directory,
                                               const std::string& scratch, double timeout_s);

}  // namespace perfgate::runner_detail
