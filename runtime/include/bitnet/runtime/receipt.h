// SPDX-License-Identifier: Apache-2.0
// Receipts: what one inference run did, made of the counters that its kernels kept, and the rules
// by which anyone can check such a file without the model. Form: schemas/receipt.schema.json.
#pragma once

#include <bitnet/kernels/counters.h>
#include <bitnet/runtime/environment.h>
#include <bitnet/runtime/result.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

struct ReceiptModel {
  std::string path, quantization_type;  // "" = left out
  std::uint64_t layers = 0, hidden_size = 0, intermediate_size = 0;
  std::uint64_t heads = 0, kv_heads = 0, head_dim = 0, vocab_size = 0;
  std::uint64_t file_bytes = 0;
  std::string sha256;  // of the file; "" = not computed
};

/// The engine's own account of one generation; a verifier holds it against the counters.
struct ReceiptRun {
  std::uint64_t prompt_tokens = 0;     // fed in this run, BOS included
  std::uint64_t generated_tokens = 0;  // stop token included
  std::uint64_t start_position = 0;    // tokens that the cache held before
  std::uint64_t forwarded_tokens = 0;  // tokens that went through the layers
  std::uint64_t forward_passes = 0;    // batches that went through the layers
  std::uint64_t head_positions = 0;    // positions that the head was computed for
  unsigned threads = 1;
  std::uint64_t wall_ns = 0;                    // from the first token fed to the last generated
  std::optional<std::uint64_t> first_token_ns;  // from the start until the first generated token
  std::optional<std::uint64_t> peak_rss_bytes;
  std::string stop_reason;  // "stop_token", "stop_string", "max_tokens", "context_full",
                            // "interrupted"
  bool interrupted = false;
  std::string token_sha256;                       // token_digest of the generated ids
  std::optional<std::string> rerun_token_sha256;  // of a second run with the same input
};

/// What the memory of this machine delivers.
struct ReadRate {
  double gbps = 0;  // 1e9 bytes per second, all threads together
  std::uint64_t bytes = 0;
  unsigned threads = 1;
};

struct ReceiptInput {
  const kernels::KernelTable* table = nullptr;  // the one that was called
  kernels::KernelCounters counters;             // of all threads, merged
  ReceiptModel model;
  ReceiptRun run;
  RunSettings settings;
  std::optional<ReadRate> machine;
};

/// The receipt as pretty JSON with a trailing newline. `kernels` are the ids whose counters are not
/// zero, compute_path follows from them, performance figures follow from `run`. Requires
/// input.table. Text that is not UTF-8 is written with U+FFFD.
[[nodiscard]] std::string receipt_text(const ReceiptInput& input);

/// Replaces `path` atomically (temporary file beside it, fsync, rename). Errors (kInput): one
/// sentence with path and reason; then the old file is untouched.
[[nodiscard]] Result<void> save_receipt(const std::filesystem::path& path, std::string_view text);

/// SHA-256 as 64 lower-case hexadecimal digits: of ids as 32-bit little endian; of a file.
[[nodiscard]] std::string token_digest(std::span<const std::int32_t> ids);
[[nodiscard]] Result<std::string> file_digest(const std::filesystem::path& path);

/// Bytes per second that `threads` threads together read from a buffer of min(bytes, 256 MiB), at
/// least 1 MiB, in large pages where the system gives them; the best of several passes, about
/// 0.3 s. Pass the bytes of weights that one token reads, so that a model which fits a cache is
/// held against that cache. Errors (kOutOfMemory): no memory for the buffer.
[[nodiscard]] Result<ReadRate> measure_read_rate(unsigned threads, std::uint64_t bytes);

/// One broken rule. Rules in the order in which they are applied:
///   schema_version kernels compute_path mock gpu_kernels quantised_kernels fallback_only form
/// and, only if the form is right,
///   backend timestamp deterministic hashes tests parity counters tokens embedding ternary_macs
///   head_macs attention_macs weight_bytes time read_rate performance
/// Warnings: duplicates corrections unmeasured.
struct ReceiptFinding {
  std::string rule;
  std::string message;  // one sentence, no newline, printable
};

struct ReceiptVerdict {
  std::vector<ReceiptFinding> violations, warnings;  // a rule appears at most once

  [[nodiscard]] bool accepted() const noexcept { return violations.empty(); }
};

struct ReceiptRules {
  bool require_gpu_kernels = false;
};

/// Errors (kInput): not JSON (also a member twice, deeper than 64 levels, over 64 MiB), or not an
/// object. Everything else that is wrong is a violation. Needs no model, no clock, no environment.
[[nodiscard]] Result<ReceiptVerdict> verify_receipt_text(std::string_view text,
                                                         const std::string& origin,
                                                         const ReceiptRules& rules = {});
[[nodiscard]] Result<ReceiptVerdict> verify_receipt_file(const std::filesystem::path& path,
                                                         const ReceiptRules& rules = {});

/// The rules that `strict` asks for, on the receipt of a run that has just ended. Errors (kFailed):
/// the first rule broken, with the kernel, the layers' shape and the reason.
[[nodiscard]] Result<void> check_strict(const StrictMode& strict, std::string_view text);

}  // namespace bitnet::runtime
