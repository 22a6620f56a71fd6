// SPDX-License-Identifier: Apache-2.0
// Presets and range checks. Every comparison is written so that NaN is out of range.
#include "base/text.h"
#include "tokenizer/utf8.h"

#include <bitnet/runtime/generation_config.h>

#include <fmt/format.h>

#include <cmath>

namespace bitnet::runtime {
namespace {

using Sentences = std::vector<std::string>;

void check_counts(const GenerationConfig& config, Sentences& found) {
  const auto check = [&found](const char* name, std::int32_t value, std::int32_t least) {
    if (value < least) {
      found.push_back(fmt::format("{} is {}, {} or more wanted", name, value, least));
    }
  };
  check("max_new_tokens", config.max_new_tokens, 1);
  check("top_k", config.top_k, 0);
  check("repetition_window", config.repetition_window, 0);
  check("logits_tap_steps", config.logits_tap_steps, 0);
  check("logits_topk", config.logits_topk, 1);
}

void check_reals(const GenerationConfig& config, Sentences& found) {
  const auto check = [&found](bool good, const char* name, double value, const char* wanted) {
    if (!good) {
      found.push_back(fmt::format("{} is {}, {} wanted", name, value, wanted));
    }
  };
  const double temperature = config.temperature;
  check(temperature == 0 || (temperature >= kMinTemperature && temperature <= kMaxTemperature),
        "temperature", temperature, "0 or 0.000001 to 1000000");
  check(config.top_p > 0 && config.top_p <= 1, "top_p", config.top_p, "above 0 and at most 1");
  check(config.min_p >= 0 && config.min_p <= 1, "min_p", config.min_p, "0 to 1");
  const double penalty = config.repetition_penalty;
  check(penalty >= kMinPenalty && penalty <= kMaxPenalty, "repetition_penalty", penalty,
        "0.01 to 100");
}

void check_stop_sequences(const GenerationConfig& config, Sentences& found) {
  if (config.stop_sequences.size() > kMaxStopSequences) {
    found.push_back(fmt::format("stop_sequences has {} entries, at most {} wanted",
                                config.stop_sequences.size(), kMaxStopSequences));
  }
  for (std::size_t i = 0; i < config.stop_sequences.size(); ++i) {
    const std::string& text = config.stop_sequences[i];
    if (text.empty()) {
      found.push_back(fmt::format("stop_sequences[{}] is empty", i));
    } else if (text.size() > kMaxStopSequenceBytes) {
      found.push_back(fmt::format("stop_sequences[{}] has {} bytes, at most {} wanted", i,
                                  text.size(), kMaxStopSequenceBytes));
    } else if (utf8_valid_prefix(text) != text.size()) {
      found.push_back(fmt::format("stop_sequences[{}] = {} is not UTF-8, so no output contains it",
                                  i, in_quotes(text)));
    }
  }
}

void check_id(const std::string& name, std::int32_t id, std::optional<std::uint32_t> vocab_size,
              Sentences& found) {
  if (id < 0 || (vocab_size && static_cast<std::uint32_t>(id) >= *vocab_size)) {
    found.push_back(vocab_size ? fmt::format("{} is {}, 0 to {} wanted", name, id,
                                             static_cast<std::int64_t>(*vocab_size) - 1)
                               : fmt::format("{} is {}, 0 or more wanted", name, id));
  }
}

}  // namespace

GenerationConfig GenerationConfig::greedy() {
  GenerationConfig config;
  config.temperature = 0;
  config.top_k = 1;
  config.top_p = 1;
  return config;
}

GenerationConfig GenerationConfig::creative() {
  GenerationConfig config;
  config.temperature = 0.9;
  config.top_k = 100;
  config.top_p = 0.95;
  config.repetition_penalty = 1.1;
  return config;
}

GenerationConfig GenerationConfig::balanced() {
  GenerationConfig config;
  config.temperature = 0.7;
  config.top_k = 50;
  config.top_p = 0.9;
  config.repetition_penalty = 1.05;
  return config;
}

Result<GenerationConfig> GenerationConfig::preset(std::string_view name) {
  if (name == "greedy") {
    return greedy();
  }
  if (name == "creative") {
    return creative();
  }
  if (name == "balanced") {
    return balanced();
  }
  return usage_error(
      fmt::format("preset {} is unknown, greedy, creative or balanced wanted", in_quotes(name)));
}

std::vector<std::string> GenerationConfig::violations(
    std::optional<std::uint32_t> vocab_size) const {
  Sentences found;
  check_counts(*this, found);
  check_reals(*this, found);
  check_stop_sequences(*this, found);
  for (std::size_t i = 0; i < stop_token_ids.size(); ++i) {
    check_id(fmt::format("stop_token_ids[{}]", i), stop_token_ids[i], vocab_size, found);
  }
  if (eos_token_id) {
    check_id("eos_token_id", *eos_token_id, vocab_size, found);
  }
  return found;
}

Result<void> GenerationConfig::validate(std::optional<std::uint32_t> vocab_size) const {
  const Sentences found = violations(vocab_size);
  if (found.empty()) {
    return {};
  }
  return usage_error(fmt::format("{}", fmt::join(found, "; ")));
}

}  // namespace bitnet::runtime
