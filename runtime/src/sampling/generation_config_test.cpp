// SPDX-License-Identifier: Apache-2.0
#include <bitnet/runtime/generation_config.h>

#include <doctest/doctest.h>

#include <functional>
#include <limits>

namespace bitnet::runtime {
namespace {

using Sentences = std::vector<std::string>;

TEST_CASE("generation config: defaults and presets") {
  const GenerationConfig config;
  CHECK(config.max_new_tokens == 100);
  CHECK(config.temperature == 0.7);
  CHECK(config.top_k == 50);
  CHECK(config.top_p == 0.9);
  CHECK(config.repetition_penalty == 1.0);
  CHECK(config.skip_special_tokens);
  CHECK_FALSE(config.add_bos);
  CHECK_FALSE(config.seed);
  CHECK(config.logits_tap_steps == 0);
  CHECK(config.logits_topk == 10);
  CHECK(config.violations().empty());
  const GenerationConfig greedy = GenerationConfig::greedy();
  CHECK(greedy.temperature == 0);
  CHECK(greedy.top_k == 1);
  CHECK(greedy.top_p == 1);
  const GenerationConfig creative = GenerationConfig::creative();
  CHECK(creative.temperature == 0.9);
  CHECK(creative.top_k == 100);
  CHECK(creative.top_p == 0.95);
  CHECK(creative.repetition_penalty == 1.1);
  const GenerationConfig balanced = GenerationConfig::balanced();
  CHECK(balanced.temperature == 0.7);
  CHECK(balanced.top_k == 50);
  CHECK(balanced.top_p == 0.9);
  CHECK(balanced.repetition_penalty == 1.05);
}

TEST_CASE("generation config: presets by name") {
  CHECK(GenerationConfig::preset("greedy")->temperature == 0);
  CHECK(GenerationConfig::preset("creative")->top_k == 100);
  CHECK(GenerationConfig::preset("balanced")->repetition_penalty == 1.05);
  for (const char* name : {"greedy", "creative", "balanced"}) {
    CHECK(GenerationConfig::preset(name)->violations().empty());
  }
  const Result<GenerationConfig> unknown = GenerationConfig::preset("wild\n");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == ExitCode::kUsage);
  CHECK(unknown.error().message ==
        "preset 'wild\\x0a' is unknown, greedy, creative or balanced wanted");
}

struct Case {
  std::function<void(GenerationConfig&)> change;
  Sentences wanted;
};

TEST_CASE("generation config: one sentence for each value out of range") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const Case cases[] = {
      {[](auto& c) { c.max_new_tokens = 0; }, {"max_new_tokens is 0, 1 or more wanted"}},
      {[](auto& c) { c.temperature = -0.1; },
       {"temperature is -0.1, 0 or 0.000001 to 1000000 wanted"}},
      {[](auto& c) { c.temperature = kNan; },
       {"temperature is nan, 0 or 0.000001 to 1000000 wanted"}},
      {[](auto& c) { c.temperature = kInfinity; },
       {"temperature is inf, 0 or 0.000001 to 1000000 wanted"}},
      {[](auto& c) { c.temperature = 1e-9; },
       {"temperature is 1e-09, 0 or 0.000001 to 1000000 wanted"}},
      {[](auto& c) { c.top_k = -1; }, {"top_k is -1, 0 or more wanted"}},
      {[](auto& c) { c.top_p = 0; }, {"top_p is 0, above 0 and at most 1 wanted"}},
      {[](auto& c) { c.top_p = 1.5; }, {"top_p is 1.5, above 0 and at most 1 wanted"}},
      {[](auto& c) { c.top_p = kNan; }, {"top_p is nan, above 0 and at most 1 wanted"}},
      {[](auto& c) { c.min_p = -1; }, {"min_p is -1, 0 to 1 wanted"}},
      {[](auto& c) { c.min_p = kNan; }, {"min_p is nan, 0 to 1 wanted"}},
      {[](auto& c) { c.repetition_penalty = 0; }, {"repetition_penalty is 0, 0.01 to 100 wanted"}},
      {[](auto& c) { c.repetition_penalty = kNan; },
       {"repetition_penalty is nan, 0.01 to 100 wanted"}},
      {[](auto& c) { c.repetition_window = -1; }, {"repetition_window is -1, 0 or more wanted"}},
      {[](auto& c) {
         c.stop_sequences = {"ok", ""};
       },
       {"stop_sequences[1] is empty"}},
      {[](auto& c) { c.stop_sequences = {"a\xFF"}; },
       {"stop_sequences[0] = 'a\\xff' is not UTF-8, so no output contains it"}},
      {[](auto& c) { c.stop_sequences = {std::string(4097, 'x')}; },
       {"stop_sequences[0] has 4097 bytes, at most 4096 wanted"}},
      {[](auto& c) { c.stop_sequences.assign(257, "x"); },
       {"stop_sequences has 257 entries, at most 256 wanted"}},
      {[](auto& c) {
         c.stop_token_ids = {5, -1};
       },
       {"stop_token_ids[1] is -1, 0 or more wanted"}},
      {[](auto& c) { c.eos_token_id = -7; }, {"eos_token_id is -7, 0 or more wanted"}},
      {[](auto& c) { c.logits_tap_steps = -1; }, {"logits_tap_steps is -1, 0 or more wanted"}},
      {[](auto& c) { c.logits_topk = 0; }, {"logits_topk is 0, 1 or more wanted"}},
  };
  for (const Case& c : cases) {
    GenerationConfig config;
    c.change(config);
    CHECK(config.violations() == c.wanted);
    const Result<void> valid = config.validate();
    REQUIRE_FALSE(valid);
    CHECK(valid.error().code == ExitCode::kUsage);
    CHECK(valid.error().message == c.wanted[0]);
  }
}

TEST_CASE("generation config: all violations at once, and ids against the vocabulary") {
  GenerationConfig config;
  config.temperature = -1;
  config.top_k = -2;
  CHECK(config.validate().error().message ==
        "top_k is -2, 0 or more wanted; temperature is -1, 0 or 0.000001 to 1000000 wanted");
  config = GenerationConfig();
  config.stop_token_ids = {99, 100};
  CHECK(config.validate());
  CHECK(config.violations(100) == Sentences{"stop_token_ids[1] is 100, 0 to 99 wanted"});
  config.temperature = 1e-6;
  config.top_p = 1;
  config.min_p = 1;
  config.stop_token_ids.clear();
  CHECK(config.validate(100));
}

}  // namespace
}  // namespace bitnet::runtime
