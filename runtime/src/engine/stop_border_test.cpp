// SPDX-License-Identifier: Apache-2.0
// Tests: stop strings that lie across the borders of tokens, in a generation: nothing of them is
// shown, nothing before them is lost, and what was held back comes out when they do not complete.
#include "model/model_testing.h"

#include <bitnet/runtime/engine.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace bitnet::runtime {
namespace {

const std::vector<std::int32_t> kStart = {5, 90, 11};

class StopSetup {
 public:
  StopSetup()
      : model_(tiny_.make()),
        pool_(test_pool(2)),
        session_(Session::create(model_, *pool_).value()),
        tokenizer_(Tokenizer::from_data(synthetic_tokenizer(515)).value()) {}

  /// 40 greedy tokens unless one of `stops` ends it; `heard`: what was shown, part by part.
  Generation run(const std::vector<std::string>& stops, std::string& heard) {
    GenerationConfig config = GenerationConfig::greedy();
    config.max_new_tokens = 40;
    config.stop_sequences = stops;
    GenerateHooks hooks;
    hooks.on_text = [&heard](std::string_view part) { heard += part; };
    session_.reset();
    return generate(session_, tokenizer_, kStart, config, hooks, true).value();
  }

  /// Text that each of `ids` adds when nothing is held back for a stop string.
  [[nodiscard]] std::vector<std::string> parts_of(const std::vector<std::int32_t>& ids) const {
    StreamDecoder decoder(tokenizer_);
    std::vector<std::string> parts;
    for (const std::int32_t id : ids) {
      parts.push_back(decoder.push(id));
    }
    return parts;
  }

 private:
  TinyModel tiny_;
  Model model_;
  std::unique_ptr<ThreadPool> pool_;
  Session session_;
  Tokenizer tokenizer_;
};

TEST_CASE("stop border: the text of two and of three successive tokens ends the generation") {
  StopSetup setup;
  std::string all;
  const Generation free = setup.run({}, all);
  CHECK(all == free.text);
  const std::vector<std::string> parts = setup.parts_of(free.ids);
  int tried = 0;
  for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
    for (const std::string& stop :
         {parts[i] + parts[i + 1], parts[i] + parts[i + 1] + parts[i + 2]}) {
      if (parts[i].empty() || parts[i + 1].empty() || stop.size() > kMaxStopSequenceBytes) {
        continue;
      }
      CAPTURE(i);
      ++tried;
      std::string heard;
      const Generation made = setup.run({stop, "never in the text"}, heard);
      CHECK(made.reason == StopReason::kStopString);
      CHECK(made.text == free.text.substr(0, free.text.find(stop)));
      CHECK(heard == made.text);
      std::string until;  // the text is complete with the token that completes the stop string
      for (std::size_t t = 0; t < made.ids.size(); ++t) {
        CHECK(made.ids[t] == free.ids[t]);
        CHECK(until.find(stop) == std::string::npos);
        until += parts[t];
      }
      CHECK(until.find(stop) != std::string::npos);
    }
  }
  CHECK(tried >= 10);
}

TEST_CASE("stop border: what only began like a stop string is shown in the end") {
  StopSetup setup;
  std::string all;
  const Generation free = setup.run({}, all);
  for (std::size_t end = 1; end <= 4; ++end) {
    const std::string stop = free.text.substr(free.text.size() - end) + "!never";
    GenerationConfig config;
    config.stop_sequences = {stop};
    if (!config.validate()) {
      continue;  // begins within a character
    }
    std::string heard;
    const Generation made = setup.run({stop}, heard);
    CHECK(made.reason == StopReason::kMaxTokens);
    CHECK(made.text == free.text);
    CHECK(heard == free.text);
  }
}

}  // namespace
}  // namespace bitnet::runtime
