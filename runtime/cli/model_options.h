// SPDX-License-Identifier: Apache-2.0
// The options with which every verb loads a model, and what comes of them.
#pragma once

#include "verbs.h"

#include <bitnet/runtime/environment.h>
#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/model.h>
#include <bitnet/runtime/session.h>
#include <bitnet/runtime/thread_pool.h>
#include <bitnet/runtime/tokenizer.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace bitnet::runtime::cli {

struct ModelOptions {
  std::string path;
  std::int64_t threads = 0;  // 0 = every CPU that may be used
  std::int64_t context = 0;  // 0 = the model's
  std::int64_t batch = kMaxBatch;
  std::string kv = "f16";
  std::string layout = "auto";
  std::string i2s = "x86";
  bool exact_head = false;
  bool no_mmap = false;
};

/// -m, --kv, --exact-head, -b, --layout, --i2s-layout, --no-mmap.
void add_model_options(CLI::App& verb, ModelOptions& options);

/// -t and -c.
void add_threads_and_context(CLI::App& verb, ModelOptions& options);

/// A model with everything around it that it needs. Not movable once loaded: sessions and model
/// point into it.
struct Loaded {
  RunSettings settings;  // of the environment
  std::optional<GgufFile> file;
  std::optional<Tokenizer> tokenizer;  // only if asked for
  std::unique_ptr<ThreadPool> pool;
  std::unique_ptr<Model> model;
  SessionOptions session;  // for Session::create
  bool mapped = true;      // the file, as opposed to read
  double seconds = 0;      // from opening the file until the model can run

  /// Name of the type of the ternary tensors, "I2_S" ...
  [[nodiscard]] std::string quantization() const;

  [[nodiscard]] std::string head_type() const;
};

/// Checks in this order, so that little is loaded in vain: environment, file, configuration,
/// context, memory for weights and a session together, tokenizer; then loads. The file's and the
/// tokenizer's doubts are printed as warnings.
[[nodiscard]] Result<std::unique_ptr<Loaded>> load_model(Context& context,
                                                         const ModelOptions& options,
                                                         bool with_tokenizer);

/// Text of a file, or of standard input for "-".
[[nodiscard]] Result<std::string> read_text(Context& context, const std::string& path);

/// Largest resident size of this process so far, in bytes.
[[nodiscard]] std::uint64_t peak_rss_bytes() noexcept;

}  // namespace bitnet::runtime::cli
