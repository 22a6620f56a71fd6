// SPDX-License-Identifier: Apache-2.0
// Tests: the generation loop on a tiny model: reasons to stop, text, hooks, refusals; perplexity
// against the reference.
#include "model/model_testing.h"

#include <bitnet/runtime/engine.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <string>

namespace bitnet::runtime {
namespace {

class Setup {
 public:
  explicit Setup(SessionOptions options = {}, unsigned threads = 2)
      : model_(tiny_.make()),
        pool_(test_pool(threads)),
        session_(Session::create(model_, *pool_, options).value()),
        tokenizer_(Tokenizer::from_data(synthetic_tokenizer(515)).value()) {}

  Session& session() { return session_; }

  [[nodiscard]] const Tokenizer& tokenizer() const { return tokenizer_; }

  [[nodiscard]] const TinyModel& tiny() const { return tiny_; }

  Result<Generation> run(std::span<const std::int32_t> prompt, const GenerationConfig& config,
                         const GenerateHooks& hooks = {}, bool ignore_eos = true) {
    session_.reset();
    return generate(session_, tokenizer_, prompt, config, hooks, ignore_eos);
  }

 private:
  TinyModel tiny_;
  Model model_;
  std::unique_ptr<ThreadPool> pool_;
  Session session_;
  Tokenizer tokenizer_;
};

GenerationConfig greedy(std::int32_t tokens) {
  GenerationConfig config = GenerationConfig::greedy();
  config.max_new_tokens = tokens;
  return config;
}

const std::vector<std::int32_t> kPrompt = {3, 100, 7, 42};

TEST_CASE("generate: greedy picks the largest logit of every step") {
  Setup setup;
  const Generation made = setup.run(kPrompt, greedy(12)).value();
  REQUIRE(made.ids.size() == 12);
  CHECK(made.reason == StopReason::kMaxTokens);
  CHECK(made.prompt_tokens == 4);
  setup.session().reset();
  std::vector<std::int32_t> all = kPrompt;
  for (const std::int32_t id : made.ids) {
    setup.session().reset();
    const std::vector<float> logits = logits_after(setup.session(), all);
    CHECK(id == std::max_element(logits.begin(), logits.end()) - logits.begin());
    all.push_back(id);
  }
}

TEST_CASE("generate: the same tokens with and without screening, with one thread and three") {
  SessionOptions exact;
  exact.exact_head = true;
  Setup a;
  Setup b(exact, 1);
  Setup c({}, 3);
  GenerationConfig config;
  config.seed = 5;
  config.max_new_tokens = 40;
  config.repetition_penalty = 1.3;
  const Generation wanted = b.run(kPrompt, config).value();
  CHECK(a.run(kPrompt, config).value().ids == wanted.ids);
  CHECK(c.run(kPrompt, config).value().ids == wanted.ids);
  CHECK(a.session().head_counts().full == 0);
}

TEST_CASE("generate: text is what the tokens say, and arrives in parts") {
  Setup setup;
  std::string heard;
  GenerateHooks hooks;
  hooks.on_text = [&](std::string_view part) { heard += part; };
  const Generation made = setup.run(kPrompt, greedy(30), hooks).value();
  CHECK(heard == made.text);
  StreamDecoder decoder(setup.tokenizer());
  std::string wanted;
  for (const std::int32_t id : made.ids) {
    wanted += decoder.push(id);
  }
  CHECK(made.text == wanted + decoder.flush());
}

TEST_CASE("generate: a stop token ends it and is not shown") {
  Setup setup;
  const Generation free = setup.run(kPrompt, greedy(10)).value();
  GenerationConfig config = greedy(10);
  config.stop_token_ids = {free.ids[4]};
  const auto first = std::find(free.ids.begin(), free.ids.end(), free.ids[4]) - free.ids.begin();
  const Generation made = setup.run(kPrompt, config).value();
  CHECK(made.reason == StopReason::kStopToken);
  CHECK(made.ids.size() == static_cast<std::size_t>(first) + 1);
  CHECK(free.text.starts_with(made.text));
  config.stop_token_ids.clear();
  config.eos_token_id = free.ids[4];
  CHECK(setup.run(kPrompt, config, {}, false).value().reason == StopReason::kStopToken);
  CHECK(setup.run(kPrompt, config, {}, true).value().reason == StopReason::kMaxTokens);
}

TEST_CASE("generate: a stop string ends it and is not shown") {
  Setup setup;
  const Generation free = setup.run(kPrompt, greedy(60)).value();
  REQUIRE(free.text.size() > 8);
  const std::string stop = free.text.substr(free.text.size() / 2, 2);
  GenerationConfig config = greedy(60);
  config.stop_sequences = {stop};
  const Generation made = setup.run(kPrompt, config).value();
  CHECK(made.reason == StopReason::kStopString);
  CHECK(made.text == free.text.substr(0, free.text.find(stop)));
}

TEST_CASE("generate: a full context ends it; a prompt may fill it") {
  SessionOptions options;
  options.context = 8;
  Setup setup(options);
  const Generation made = setup.run(kPrompt, greedy(100)).value();
  CHECK(made.reason == StopReason::kContextFull);
  CHECK(made.ids.size() == 5);  // the last one needs no position
  const std::vector<std::int32_t> full(8, 9);
  const Generation one = setup.run(full, greedy(100)).value();
  CHECK(one.reason == StopReason::kContextFull);
  CHECK(one.ids.size() == 1);
  const std::vector<std::int32_t> over(9, 9);
  const auto refused = setup.run(over, greedy(1));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ExitCode::kUsage);
  CHECK(refused.error().message.find("9 tokens") != std::string::npos);
}

TEST_CASE("generate: refusals in one sentence") {
  Setup setup;
  const auto code = [](const Result<Generation>& result) {
    REQUIRE_FALSE(result);
    CHECK(result.error().message.find('\n') == std::string::npos);
    return result.error().code;
  };
  CHECK(code(setup.run({}, greedy(1))) == ExitCode::kUsage);
  const std::vector<std::int32_t> outside = {515};
  CHECK(code(setup.run(outside, greedy(1))) == ExitCode::kUsage);
  GenerationConfig config = greedy(1);
  config.temperature = std::nan("");
  CHECK(code(setup.run(kPrompt, config)) == ExitCode::kUsage);
  config = greedy(1);
  config.stop_token_ids = {515};
  CHECK(code(setup.run(kPrompt, config)) == ExitCode::kUsage);
}

TEST_CASE("generate: interrupted between tokens, and before the first") {
  Setup setup;
  std::atomic<bool> flag{false};
  GenerateHooks hooks;
  hooks.interrupted = &flag;
  int parts = 0;
  hooks.on_text = [&](std::string_view) { flag = ++parts == 3; };
  const Generation made = setup.run(kPrompt, greedy(100), hooks).value();
  CHECK(made.reason == StopReason::kInterrupted);
  CHECK(made.ids.size() < 100);
  CHECK(made.ids.size() >= 3);
  flag = true;
  const Generation none = setup.run(kPrompt, greedy(100), hooks).value();
  CHECK(none.reason == StopReason::kInterrupted);
  CHECK(none.ids.empty());
}

TEST_CASE("generate: taps hold the best logits of the first steps") {
  Setup setup;
  GenerationConfig config = greedy(5);
  config.logits_tap_steps = 3;
  config.logits_topk = 4;
  const Generation made = setup.run(kPrompt, config).value();
  REQUIRE(made.taps.size() == 3);
  for (std::size_t step = 0; step < 3; ++step) {
    REQUIRE(made.taps[step].size() == 4);
    CHECK(made.taps[step][0].id == made.ids[step]);
    CHECK(made.taps[step][0].logit >= made.taps[step][3].logit);
  }
}

TEST_CASE("perplexity: equals the reference's likelihoods") {
  SessionOptions options;
  options.context = 10;
  options.kv = kernels::KvType::kF32;
  Setup setup(options);
  const std::vector<std::int32_t> ids = tiny_tokens(setup.session().model().config(), 26);
  std::size_t calls = 0;
  PerplexityHooks hooks;
  hooks.on_window = [&](std::size_t done, std::size_t all, const Perplexity&) -> Result<void> {
    CHECK(done == ++calls);
    CHECK(all == 2);
    return {};
  };
  const Perplexity found = perplexity(setup.session(), ids, 1, hooks).value();
  CHECK(found.windows == 2);
  CHECK(found.scored == 10);
  double sum = 0;
  for (std::size_t window = 0; window < 2; ++window) {
    ReferenceForward reference(setup.tiny().reference());
    for (std::size_t i = 0; i < 10; ++i) {
      const std::int32_t id = i == 0 ? 1 : ids[window * 10 + i];
      const std::vector<double> logits = reference.next(id);
      if (i + 1 >= 5 && i + 1 < 10) {
        double total = 0;
        for (const double logit : logits) {
          total += std::exp(logit);
        }
        sum -=
            std::log(std::exp(logits[static_cast<std::size_t>(ids[window * 10 + i + 1])]) / total);
      }
    }
  }
  CHECK(std::abs(found.mean_nll - sum / 10) <= 1e-2 * std::abs(sum / 10));
  CHECK(std::abs(found.value() - std::exp(found.mean_nll)) <= 1e-9 * found.value());
  CHECK(found.standard_error > 0);
}

TEST_CASE("perplexity: an error of the hook ends it") {
  SessionOptions options;
  options.context = 10;
  Setup setup(options);
  std::size_t calls = 0;
  PerplexityHooks hooks;
  hooks.on_window = [&](std::size_t, std::size_t, const Perplexity&) -> Result<void> {
    ++calls;
    return usage_error("no more");
  };
  const auto found =
      perplexity(setup.session(), tiny_tokens(setup.session().model().config(), 26), 1, hooks);
  REQUIRE_FALSE(found);
  CHECK(found.error().message == "no more");
  CHECK(calls == 1);
}

TEST_CASE("perplexity: what cannot be scored is refused") {
  Setup setup;
  const std::vector<std::int32_t> one = {1};
  CHECK_FALSE(perplexity(setup.session(), one, -1));
  const std::vector<std::int32_t> outside = {1, 515, 2};
  CHECK_FALSE(perplexity(setup.session(), outside, -1));
  const std::vector<std::int32_t> two = {1, 2};
  const auto found = perplexity(setup.session(), two, -1);
  REQUIRE(found);
  CHECK(found->scored == 1);
}

}  // namespace
}  // namespace bitnet::runtime
