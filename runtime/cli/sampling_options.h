// SPDX-License-Identifier: Apache-2.0
// The options of verbs that generate text.
#pragma once

#include "verbs.h"

#include <bitnet/runtime/generation_config.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 named it
class Option;
}

namespace bitnet::runtime::cli {

struct SamplingOptions {
  std::string preset;  // "" = the defaults of GenerationConfig
  std::int64_t tokens = 0, top_k = 0, window = 0, seed = 0;
  double temperature = 0, top_p = 0, min_p = 0, penalty = 0;
  std::vector<std::string> stops;
  std::vector<std::int64_t> stop_ids;
  bool ignore_eos = false;
  bool show_special = false;
  std::vector<std::pair<const CLI::Option*, void (*)(const SamplingOptions&, GenerationConfig&)>>
      given;  // options and what they change if they were given
};

/// -n, --preset, --temp, --top-k, --top-p, --min-p, --repeat-penalty, --repeat-last-n, --seed,
/// --stop, --stop-id, --ignore-eos, --show-special.
void add_sampling_options(CLI::App& verb, SamplingOptions& options);

/// The preset, changed by what was given; the seed also by the environment (environment.h).
[[nodiscard]] Result<GenerationConfig> generation_config(const SamplingOptions& options);

}  // namespace bitnet::runtime::cli
