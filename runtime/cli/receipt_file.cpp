// SPDX-License-Identifier: Apache-2.0
// Fills ReceiptInput from a model, a session and a generation. Counts nothing itself.
#include "receipt_file.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/sha256.h>

#include <CLI/CLI.hpp>

#include <algorithm>

namespace bitnet::runtime::cli {
namespace {

std::uint64_t nanoseconds(double seconds) {
  return static_cast<std::uint64_t>(seconds * 1e9);
}

// Weights that one generated token reads: what the machine's read rate is measured with.
std::uint64_t bytes_per_token(const ReceiptInput& input) {
  std::uint64_t bytes = 0;
  for (const kernels::KernelCount& count : input.counters.count) {
    bytes += count.weight_bytes;
  }
  return bytes / std::max<std::uint64_t>(1, input.run.forward_passes);
}

// Of the file that was used, even if its name has come to mean another one. A file that was read
// instead of mapped has given its pages back and is read again.
Result<std::string> model_digest(const Loaded& loaded) {
  return loaded.mapped ? sha256_hex(loaded.file->bytes()) : file_digest(loaded.file->path());
}

}  // namespace

void add_receipt_options(CLI::App& verb, ReceiptOptions& options) {
  verb.add_option("--receipt", options.path, "Write what the kernels did to FILE (JSON)")
      ->type_name("FILE");
  verb.add_flag("--no-model-hash", options.no_hash, "Leave the model's SHA-256 out of the receipt");
  verb.add_flag("--verify-determinism", options.verify_rerun,
                "Generate twice and compare the tokens; exit code 1 if they differ");
}

ReceiptInput session_facts(const Loaded& loaded, const Session& session) {
  const ModelConfig& config = loaded.model->config();
  const HeadCounts& head = session.head_counts();
  ReceiptInput input;
  input.table = &loaded.model->kernels();
  input.counters = session.counters();
  input.settings = loaded.settings;
  input.model.path = loaded.file->path().string();
  input.model.quantization_type = loaded.quantization();
  input.model.layers = config.layers;
  input.model.hidden_size = config.embd;
  input.model.intermediate_size = config.ff;
  input.model.heads = config.heads;
  input.model.kv_heads = config.kv_heads;
  input.model.head_dim = config.head_dim;
  input.model.vocab_size = config.vocab;
  input.model.file_bytes = loaded.file->file_size();
  input.run.forwarded_tokens = session.pass_counts().tokens;
  input.run.forward_passes = session.pass_counts().passes;
  input.run.start_position = session.position() - session.pass_counts().tokens;
  input.run.head_positions = head.full + head.screened + head.fallbacks;
  input.run.threads = session.threads();
  input.run.peak_rss_bytes = peak_rss_bytes();
  return input;
}

ReceiptInput receipt_facts(const Loaded& loaded, const Session& session, const Generation& made) {
  ReceiptInput input = session_facts(loaded, session);
  input.run.prompt_tokens = made.prompt_tokens;
  input.run.generated_tokens = made.ids.size();
  input.run.interrupted = made.reason == StopReason::kInterrupted;
  input.run.stop_reason = std::string(stop_reason_name(made.reason));
  input.run.token_sha256 = token_digest(made.ids);
  if (made.ids.empty()) {
    input.run.wall_ns = nanoseconds(made.times.total);
  } else {
    input.run.wall_ns = nanoseconds(made.times.first_token + made.times.decode);
    input.run.first_token_ns = nanoseconds(made.times.first_token);
  }
  return input;
}

Result<ReadRate> read_rate_for(const ReceiptInput& input) {
  return measure_read_rate(input.run.threads, bytes_per_token(input));
}

Result<void> write_receipt(const Loaded& loaded, const ReceiptOptions& options,
                           ReceiptInput& input) {
  auto rate = read_rate_for(input);
  if (!rate) {
    return tl::unexpected(rate.error());
  }
  input.machine = *rate;
  if (!options.no_hash) {
    auto digest = model_digest(loaded);
    if (!digest) {
      return tl::unexpected(digest.error());
    }
    input.model.sha256 = std::move(*digest);
  }
  return save_receipt(options.path, receipt_text(input));
}

}  // namespace bitnet::runtime::cli
