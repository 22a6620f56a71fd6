// SPDX-License-Identifier: Apache-2.0
// Second witnesses of a paired run: what the programs did, beside how long it took. Advisory: they
// never change a verdict.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>
#include <perfgate/result.h>
#include <perfgate/runner.h>

#include <string>
#include <vector>

namespace perfgate {

struct WitnessRow {
  std::string id;
  std::string filter;  // regular expression that matches this row alone
};

struct WitnessOptions {
  PairedOptions run;             // as it was measured; base and candidate still exist
  std::string folder;            // of that run
  std::vector<WitnessRow> rows;  // in question
  // Each is one more process a row and side under valgrind: slow.
  bool instructions = false;  // callgrind
  bool allocations = false;   // dhat: blocks and bytes
};

/// Peak memory (median over the rounds, of the whole process) and the size of the program are read
/// from what is there. Instructions and heap allocations are those of one process that runs this
/// row alone with the iteration counts of the planning run, with BITNET_ISA=avx2 in its environment
/// because valgrind knows no newer instructions; they need valgrind and a suite with `plan` and
/// {filter}. Errors: the run cannot be read, interrupted.
[[nodiscard]] Result<std::vector<RowWitnesses>> collect_witnesses(const Config& config,
                                                                  const WitnessOptions& options);

}  // namespace perfgate
