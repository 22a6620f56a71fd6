// SPDX-License-Identifier: Apache-2.0
// Strict mode for every verb that runs a model: the account of each run is held to the rules of the
// environment (BITNET_STRICT_MODE and its parts) right behind it. A run is what starts at one
// position and goes through the layers without a gap: a generation, a turn, a window of a text.
#pragma once

#include "model_options.h"
#include "verbs.h"

#include <bitnet/runtime/receipt.h>

#include <cstdint>
#include <optional>

namespace bitnet::runtime::cli {

class StrictRuns {
 public:
  explicit StrictRuns(const Loaded& loaded) : strict_(loaded.settings.strict) {}

  [[nodiscard]] bool on() const { return strict_.any(); }

  /// Does nothing unless on(), or if the run was interrupted before its first token. What the
  /// memory delivers is measured with the first run that does not bring it along. Errors: those of
  /// check_strict and measure_read_rate.
  [[nodiscard]] Result<void> check(ReceiptInput run);

  /// How many runs passed, on standard error, so that silence is not taken for a check.
  void report(Context& context) const;

 private:
  StrictMode strict_;
  std::optional<ReadRate> machine_;
  std::uint64_t passed_ = 0;
};

}  // namespace bitnet::runtime::cli
