// SPDX-License-Identifier: Apache-2.0
// Sampling options to GenerationConfig. A preset is a start; an option that was given overrides it.
#include "sampling_options.h"

#include "values.h"

#include <bitnet/runtime/environment.h>

#include <CLI/CLI.hpp>

#include <limits>

namespace bitnet::runtime::cli {
namespace {

constexpr std::int64_t kMaxInt32 = std::numeric_limits<std::int32_t>::max();
constexpr double kLargest = 1e6;

std::int32_t narrow(std::int64_t value) {
  return static_cast<std::int32_t>(value);
}

}  // namespace

void add_sampling_options(CLI::App& verb, SamplingOptions& options) {
  using Options = const SamplingOptions&;
  using Config = GenerationConfig&;
  auto& given = options.given;
  given.emplace_back(add_integer(verb, "-n,--tokens", options.tokens, 1, kMaxInt32,
                                 "Tokens to generate at most (default: 100)"),
                     [](Options o, Config c) { c.max_new_tokens = narrow(o.tokens); });
  add_choice(verb, "--preset", options.preset, {"greedy", "balanced", "creative"},
             "Settings to start from");
  given.emplace_back(add_real(verb, "--temp", options.temperature, 0, kLargest,
                              "Temperature; 0 takes the most likely token (default: 0.7)"),
                     [](Options o, Config c) { c.temperature = o.temperature; });
  given.emplace_back(add_integer(verb, "--top-k", options.top_k, 0, kMaxInt32,
                                 "Only the K most likely tokens; 0 = all (default: 50)"),
                     [](Options o, Config c) { c.top_k = narrow(o.top_k); });
  given.emplace_back(add_real(verb, "--top-p", options.top_p, 0, 1,
                              "Only the most likely tokens that make up P (default: 0.9)"),
                     [](Options o, Config c) { c.top_p = o.top_p; });
  given.emplace_back(add_real(verb, "--min-p", options.min_p, 0, 1,
                              "Only tokens at least P times as likely as the first (default: 0)"),
                     [](Options o, Config c) { c.min_p = o.min_p; });
  given.emplace_back(add_real(verb, "--repeat-penalty", options.penalty, 0, kLargest,
                              "Penalty of tokens seen lately; 1 = none (default: 1)"),
                     [](Options o, Config c) { c.repetition_penalty = o.penalty; });
  given.emplace_back(add_integer(verb, "--repeat-last-n", options.window, 0, kMaxInt32,
                                 "Tokens that count as lately; 0 = all (default: 64)"),
                     [](Options o, Config c) { c.repetition_window = narrow(o.window); });
  given.emplace_back(
      add_integer(verb, "--seed", options.seed, 0, std::numeric_limits<std::int64_t>::max(),
                  "Seed of the choice (default: BITNET_SEED, else another each time)"),
      [](Options o, Config c) { c.seed = static_cast<std::uint64_t>(o.seed); });
  verb.add_option("--stop", options.stops, "Text that ends the generation; may be repeated")
      ->type_name("TEXT")
      ->take_all();
  given.emplace_back(add_integers(verb, "--stop-id", options.stop_ids, 0, kMaxInt32,
                                  "Token ids that end the generation"),
                     [](Options o, Config c) {
                       for (const std::int64_t id : o.stop_ids) {
                         c.stop_token_ids.push_back(narrow(id));
                       }
                     });
  verb.add_flag("--ignore-eos", options.ignore_eos, "Go on behind the model's end of text");
  verb.add_flag("--show-special", options.show_special, "Print special tokens too");
}

Result<GenerationConfig> generation_config(const SamplingOptions& options) {
  const auto settings = run_settings_from();
  if (!settings) {
    return tl::unexpected(settings.error());
  }
  GenerationConfig config;
  if (!options.preset.empty()) {
    auto preset = GenerationConfig::preset(options.preset);
    if (!preset) {
      return preset;
    }
    config = std::move(*preset);
  }
  for (const auto& [option, apply] : options.given) {
    if (option->count() > 0) {
      apply(options, config);
    }
  }
  config.stop_sequences = options.stops;
  config.skip_special_tokens = !options.show_special;
  config.seed = settings->seed_or(config.seed);
  const Result<void> valid = config.validate();
  if (!valid) {
    return tl::unexpected(valid.error());
  }
  return config;
}

}  // namespace bitnet::runtime::cli
