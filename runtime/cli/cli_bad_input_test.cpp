// SPDX-License-Identifier: Apache-2.0
// Tests: what a user can get wrong about prompts, numbers, memory and model files, in-process: one
// sentence and the documented exit code, or text that is merely strange and works.
#include "cli_harness.h"
#include "cli_model.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::is_one_sentence;
using cli_test::Outcome;
using cli_test::SmallModel;

std::vector<std::string> generate_args(const std::string& model, std::vector<std::string> more) {
  std::vector<std::string> args = {"generate", "-q", "-m", model, "-n", "4", "--temp", "0"};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

bool is_valid_utf8(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::ignore) ==
         nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TEST_CASE("bad input: a prompt that is not UTF-8 is bytes like any other, the text is UTF-8") {
  const SmallModel model;
  for (const char* prompt : {"\xff\xfe", "\xc3", "a\xed\xa0\x80z", "\xf0\x9f\x98"}) {
    const Outcome outcome = call(generate_args(model.path(), {"-p", prompt}));
    CHECK_MESSAGE(outcome.code == 0, outcome.err);
    CHECK(is_valid_utf8(outcome.out));
    model.folder().put("prompt", prompt);
    const std::string file = model.folder().path("prompt");
    CHECK(call(generate_args(model.path(), {"-f", file})).out == outcome.out);
  }
  const std::string zeros("a\0b", 3);
  model.folder().put("prompt", zeros);
  const std::string file = model.folder().path("prompt");
  CHECK(call(generate_args(model.path(), {"-f", file})).code == 0);
  CHECK(call({"chat", "-q", "-m", model.path(), "-n", "3"}, "\xff\xfe\n").code == 0);
}

TEST_CASE("bad input: memory for the KV cache is refused before the model is loaded") {
  const testing::TestFolder folder;
  const std::string path = folder.path("m.gguf");
  // 64 layers x 2 x 2^24 positions x 256 floats: 2 TB
  const Outcome made = call({"synth", "--preset", "tiny", "--layers", "64", "--kv-heads", "4",
                             "--context", "16777216", "--out", path});
  REQUIRE_MESSAGE(made.code == 0, made.err);
  const Outcome refused = call(generate_args(path, {"-p", "x", "--kv", "f32"}));
  CAPTURE(refused.err);
  CHECK(refused.code == 4);
  CHECK(is_one_sentence(refused));
  CHECK(contains(refused.err, "KV cache"));
  CHECK(call(generate_args(path, {"-p", "x", "-c", "64"})).code == 0);
}

TEST_CASE("bad input: a model cut at any tensor is refused by every verb that reads one") {
  const SmallModel model;
  const std::string whole = model.folder().get("model.gguf");
  const std::string cut = model.folder().path("cut.gguf");
  for (const std::size_t size :
       {std::size_t{3}, std::size_t{100}, whole.size() / 2, whole.size() - 1}) {
    CAPTURE(size);
    model.folder().put("cut.gguf", whole.substr(0, size));
    const std::vector<std::vector<std::string>> verbs = {
        {"generate", "-m", cut, "-p", "x"},
        {"chat", "-m", cut},
        {"bench", "-m", cut},
        {"perplexity", "-m", cut, "-f", model.path()},
        {"info", cut},
        {"tokenize", "-m", cut, "-p", "x"},
        {"convert", cut, model.folder().path("out.gguf"), "--type", "tl1"}};
    for (const std::vector<std::string>& verb : verbs) {
      const Outcome outcome = call(verb);
      CAPTURE(verb.front());
      CAPTURE(outcome.err);
      CHECK(outcome.code == 3);
      CHECK(is_one_sentence(outcome));
      CHECK(contains(outcome.err, "cut.gguf"));
    }
  }
  CHECK_FALSE(std::filesystem::exists(model.folder().path("out.gguf")));
}

TEST_CASE("bad input: numbers that are none, for every verb that samples or measures") {
  const SmallModel model;
  const std::vector<std::vector<std::string>> wrong = {
      {"--temp", "inf"},     {"--temp", "1e400"},
      {"--top-k", "-1"},     {"--top-p", "1.5"},
      {"--min-p", "nan"},    {"--repeat-penalty", "-0.5"},
      {"--seed", "-1"},      {"--seed", "0x10"},
      {"-n", "99999999999"}, {"-t", "1e3"},
      {"-b", "0"},           {"-b", "513"},
      {"--preset", "hot"},   {"--repeat-last-n", "-1"},
      {"-c", "16777217"}};
  for (const std::vector<std::string>& option : wrong) {
    CAPTURE(option.front());
    CAPTURE(option.back());
    const Outcome outcome = call(generate_args(model.path(), {"-p", "x", option[0], option[1]}));
    CHECK(outcome.code == 2);
    CHECK_MESSAGE(is_one_sentence(outcome), outcome.err);
  }
  for (const char* threads : {"0", "1000000", "-1", "two"}) {
    const Outcome outcome = call({"bench", "-m", model.path(), "-t", threads});
    CHECK(outcome.code == 2);
    CHECK_MESSAGE(is_one_sentence(outcome), outcome.err);
  }
}

}  // namespace
}  // namespace bitnet::runtime
