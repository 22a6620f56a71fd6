// SPDX-License-Identifier: Apache-2.0
// What the verb paired is asked for; between its options and its work.
#pragma once

#include "verbs.h"

#include <perfgate/runner.h>

#include <string>

namespace perfgate::cli {

/// Numbers stay text until they were checked: CLI11 would read "010" as eight.
struct PairedArguments {
  PairedOptions run;
  std::string base_ref, candidate_ref;  // commits instead of folders
  bool keep_worktrees = false;
  std::string witness;  // "", "sizes", "callgrind" or "allocations"
  std::string rounds, seed;
};

[[nodiscard]] int paired(Context& context, PairedArguments& arguments);

}  // namespace perfgate::cli
