// SPDX-License-Identifier: Apache-2.0
// From a generation to its receipt: the verb's part of what the file says.
#pragma once

#include "model_options.h"
#include "verbs.h"

#include <bitnet/runtime/engine.h>
#include <bitnet/runtime/receipt.h>
#include <bitnet/runtime/session.h>

#include <string>

namespace bitnet::runtime::cli {

struct ReceiptOptions {
  std::string path;           // "" = no file
  bool no_hash = false;       // leave the model's SHA-256 out
  bool verify_rerun = false;  // generate again and compare
};

/// --receipt, --no-model-hash, --verify-determinism.
void add_receipt_options(CLI::App& verb, ReceiptOptions& options);

/// What the session has done since clear_counters(), in a model. Tokens asked for, times, digest
/// and the reason to stop are the caller's to add.
[[nodiscard]] ReceiptInput session_facts(const Loaded& loaded, const Session& session);

/// Facts of a run that are gone once the session works on: taken right behind the generation.
[[nodiscard]] ReceiptInput receipt_facts(const Loaded& loaded, const Session& session,
                                         const Generation& made);

/// measure_read_rate for the threads of `input` and the weights that one of its passes read.
[[nodiscard]] Result<ReadRate> read_rate_for(const ReceiptInput& input);

/// Measures the machine and hashes the model, both into `input`, and writes the file.
[[nodiscard]] Result<void> write_receipt(const Loaded& loaded, const ReceiptOptions& options,
                                         ReceiptInput& input);

}  // namespace bitnet::runtime::cli
