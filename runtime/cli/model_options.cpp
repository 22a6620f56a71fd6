// SPDX-License-Identifier: Apache-2.0
// From options to a loaded model. Makes no session: a verb may want several.
#include "model_options.h"

#include "values.h"

#include <bitnet/kernels/matmul.h>
#include <bitnet/runtime/mapped_file.h>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

#include <chrono>
#include <istream>
#include <iterator>
#include <span>
#include <vector>

namespace bitnet::runtime::cli {
namespace {

LoadOptions load_options(const ModelOptions& options, const RunSettings& settings) {
  LoadOptions load;
  load.isa = settings.isa;
  load.layout = kernels::matmul_layout_from_name(options.layout);  // "auto": absent
  load.i2s = options.i2s == "arm" ? I2sLayout::kArm : I2sLayout::kX86;
  load.screen_head = !options.exact_head;
  load.file_is_mapped = !options.no_mmap;
  return load;
}

SessionOptions session_options(const ModelOptions& options) {
  SessionOptions session;
  session.context = static_cast<std::uint32_t>(options.context);
  session.kv = options.kv == "f32" ? kernels::KvType::kF32 : kernels::KvType::kF16;
  session.batch = static_cast<std::uint32_t>(options.batch);
  session.exact_head = options.exact_head;
  return session;
}

// What would fail after seconds of loading is found before.
Result<void> check_first(const Loaded& loaded, const LoadOptions& load) {
  const auto config = model_config_from(*loaded.file);
  if (!config) {
    return tl::unexpected(config.error());
  }
  if (loaded.session.context > config->context) {
    return usage_error("a context of " + std::to_string(loaded.session.context) +
                       " was asked for; the model was made for " + std::to_string(config->context));
  }
  return check_memory(model_memory_bytes(*config, *loaded.file, load) +
                          session_memory_bytes(*config, loaded.pool->size(), loaded.session),
                      "the weights of the model and its KV cache");
}

Result<void> load_tokenizer(Context& context, Loaded& loaded) {
  auto tokenizer = Tokenizer::from_gguf(*loaded.file);
  if (!tokenizer) {
    return tl::unexpected(tokenizer.error());
  }
  for (const std::string& doubt : tokenizer->warnings()) {
    warn(context, doubt);
  }
  loaded.tokenizer = std::move(*tokenizer);
  return {};
}

}  // namespace

void add_model_options(CLI::App& verb, ModelOptions& options) {
  verb.add_option("-m,--model", options.path, "Model file (GGUF)")->type_name("FILE")->required();
  add_choice(verb, "--kv", options.kv, {"f16", "f32"}, "Type of the KV cache (default: f16)");
  add_integer(verb, "-b,--batch", options.batch, 1, kMaxBatch,
              "Tokens of a prompt that go through the model together (default: 512)");
  verb.add_flag("--exact-head", options.exact_head,
                "Compute every logit; no screening of the head (same results, less memory)");
  add_choice(verb, "--layout", options.layout, {"auto", "bits2", "trits5", "tl1", "tl2"},
             "How weights lie in memory (default: auto, what is fastest here)");
  add_choice(verb, "--i2s-layout", options.i2s, {"x86", "arm"},
             "How I2_S tensors lie in the file (default: x86, the official one)");
  verb.add_flag("--no-mmap", options.no_mmap, "Read the file into memory instead of mapping it");
}

void add_threads_and_context(CLI::App& verb, ModelOptions& options) {
  add_integer(verb, "-t,--threads", options.threads, 1, kMaxThreads,
              "Threads (default: every CPU that may be used)");
  add_integer(verb, "-c,--context", options.context, 1, std::int64_t{1} << 24,
              "Positions of the KV cache (default: the model's context)");
}

std::string Loaded::quantization() const {
  for (const GgufTensor& tensor : file->tensors()) {
    if (is_ternary(tensor.type)) {
      return std::string(gguf_type_name(tensor.type));
    }
  }
  return "";
}

std::string Loaded::head_type() const {
  return std::string(gguf_type_name(file->tensor(head_tensor_name(model->config()))->type));
}

Result<std::unique_ptr<Loaded>> load_model(Context& context, const ModelOptions& options,
                                           bool with_tokenizer) {
  auto loaded = std::make_unique<Loaded>();
  auto settings = run_settings_from();
  if (!settings) {
    return tl::unexpected(settings.error());
  }
  loaded->settings = *settings;
  loaded->session = session_options(options);
  loaded->session.count_kernels = loaded->settings.strict.any();
  loaded->mapped = !options.no_mmap;
  auto pool = ThreadPool::create(options.threads == 0 ? usable_cpus()
                                                      : static_cast<unsigned>(options.threads));
  if (!pool) {
    return tl::unexpected(pool.error());
  }
  loaded->pool = std::move(*pool);
  const auto begin = std::chrono::steady_clock::now();
  auto file = GgufFile::open(options.path, {.use_mmap = !options.no_mmap});
  if (!file) {
    return tl::unexpected(file.error());
  }
  loaded->file = std::move(*file);
  for (const std::string& doubt : loaded->file->warnings()) {
    warn(context, doubt);
  }
  const LoadOptions load = load_options(options, loaded->settings);
  Result<void> step = check_first(*loaded, load);
  if (step && with_tokenizer) {
    step = load_tokenizer(context, *loaded);
  }
  if (!step) {
    return tl::unexpected(step.error());
  }
  auto model = Model::load(*loaded->file, *loaded->pool, load);
  if (!model) {
    return tl::unexpected(model.error());
  }
  loaded->model = std::make_unique<Model>(std::move(*model));
  loaded->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return loaded;
}

Result<std::string> read_text(Context& context, const std::string& path) {
  if (path == "-") {
    return std::string(std::istreambuf_iterator<char>(context.in), {});
  }
  const Result<MappedFile> file = MappedFile::open(path, false);
  if (!file) {
    return tl::unexpected(file.error());
  }
  const std::span<const std::byte> bytes = file->bytes();
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are text here
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::uint64_t peak_rss_bytes() noexcept {
  rusage usage = {};
  return getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_maxrss) * 1024
                                             : 0;
}

}  // namespace bitnet::runtime::cli
