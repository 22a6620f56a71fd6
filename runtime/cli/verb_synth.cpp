// SPDX-License-Identifier: Apache-2.0
// The verb synth: a model file with seeded random weights.
#include "values.h"
#include "verbs.h"

#include <bitnet/runtime/synth.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace bitnet::runtime::cli {
namespace {

constexpr std::int64_t kUnset = -1;
constexpr std::int64_t kMaxWidth = 1 << 20;
constexpr std::int64_t kMaxVocab = 1 << 24;

struct SynthFlags {
  std::string preset = "tiny";
  std::string architecture = "bitnet-b1.58";
  std::string weights = "i2_s";
  std::string head = "f16";
  std::string tokenizer;
  std::string output;
  std::int64_t seed = 1;
  std::int64_t layers = kUnset;
  std::int64_t embd = kUnset;
  std::int64_t ff = kUnset;
  std::int64_t heads = kUnset;
  std::int64_t kv_heads = kUnset;
  std::int64_t vocab = kUnset;
  std::int64_t context = kUnset;
  bool no_sub_norms = false;
};

void replace(std::uint32_t& value, std::int64_t given) {
  if (given != kUnset) {
    value = static_cast<std::uint32_t>(given);
  }
}

Architecture architecture_of(const std::string& name) {
  for (const Architecture arch : {Architecture::kBitnetB158, Architecture::kBitnet25}) {
    if (name == architecture_name(arch)) {
      return arch;
    }
  }
  return Architecture::kBitnet;
}

SynthOptions options_of(const SynthFlags& flags) {
  SynthOptions options;
  ModelConfig& config = options.config;
  config = synth_preset(flags.preset).value_or(ModelConfig{});
  config.arch = architecture_of(flags.architecture);
  config.sub_norms = !flags.no_sub_norms;
  replace(config.layers, flags.layers);
  replace(config.embd, flags.embd);
  replace(config.ff, flags.ff);
  replace(config.heads, flags.heads);
  replace(config.kv_heads, flags.kv_heads);
  replace(config.context, flags.context);
  if (!flags.tokenizer.empty()) {
    config.vocab = 0;  // as many as the file has, unless --vocab says what is expected
  }
  replace(config.vocab, flags.vocab);
  options.weights = gguf_type_from_name(flags.weights).value_or(GgufType::kI2_S);
  options.head = gguf_type_from_name(flags.head).value_or(GgufType::kF16);
  options.seed = static_cast<std::uint64_t>(flags.seed);
  options.tokenizer = flags.tokenizer;
  return options;
}

int synth(Context& context, const SynthFlags& flags) {
  const Result<SynthSummary> made = synthesize(options_of(flags), flags.output);
  if (!made) {
    return fail(context, made.error());
  }
  context.out << fmt::format("{}: {} tensors, {:.3f} G ternary weights, {} bytes\n", flags.output,
                             made->tensors, static_cast<double>(made->ternary_weights) * 1e-9,
                             made->file_bytes);
  return code(ExitCode::kOk);
}

}  // namespace

void add_synth(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("synth", "Write a model file with seeded random weights");
  const auto flags = std::make_shared<SynthFlags>();
  add_choice(*verb, "--preset", flags->preset, {"2b-4t", "tiny"},
             "Shape: BitNet b1.58 2B-4T, 1.2 GB, or tiny (default)");
  add_choice(*verb, "--arch", flags->architecture, {"bitnet-b1.58", "bitnet-25", "bitnet"},
             "Architecture key (default bitnet-b1.58)");
  add_integer(*verb, "--layers", flags->layers, 1, 1024, "Layers instead of the preset's");
  add_integer(*verb, "--embd", flags->embd, 1, kMaxWidth, "Embedding length");
  add_integer(*verb, "--ff", flags->ff, 1, kMaxWidth, "Feed-forward length");
  add_integer(*verb, "--heads", flags->heads, 1, kMaxWidth, "Query heads");
  add_integer(*verb, "--kv-heads", flags->kv_heads, 1, kMaxWidth, "Key-value heads");
  add_integer(*verb, "--vocab", flags->vocab, 1, kMaxVocab, "Tokens");
  add_integer(*verb, "--context", flags->context, 1, kMaxVocab, "Context length");
  verb->add_flag("--no-sub-norms", flags->no_sub_norms, "Leave sub-norms out (only --arch bitnet)");
  add_choice(*verb, "--type", flags->weights, {"i2_s", "tl1", "tl2", "tq1_0", "tq2_0"},
             "Type of the ternary weights (default i2_s)");
  add_choice(*verb, "--head", flags->head, {"f16", "q6_k", "q8_0", "f32", "bf16", "q4_0"},
             "Type of the embedding, which is also the head (default f16)");
  add_integer(*verb, "--seed", flags->seed, 0, INT64_MAX, "Seed of the weights (default 1)");
  verb->add_option("--tokenizer", flags->tokenizer,
                   "tiktoken rank file (Llama 3); else a byte-level vocabulary of its own")
      ->type_name("FILE");
  verb->add_option("-o,--out", flags->output, "File to write")->type_name("FILE")->required();
  verb->callback(
      [&context, flags] { context.action = [&, flags] { return synth(context, *flags); }; });
}

}  // namespace bitnet::runtime::cli
