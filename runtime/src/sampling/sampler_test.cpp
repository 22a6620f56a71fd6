// SPDX-License-Identifier: Apache-2.0
// Each step of Sampler on logits small enough to work out by hand.
#include <bitnet/runtime/sampling.h>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace bitnet::runtime {
namespace {

using Ids = std::vector<std::int32_t>;

// Everything off, temperature 1: draws from the whole distribution.
GenerationConfig plain() {
  GenerationConfig config;
  config.temperature = 1;
  config.top_k = 0;
  config.top_p = 1;
  config.seed = 1;
  return config;
}

std::int32_t first(const GenerationConfig& config, const std::vector<float>& logits,
                   const Ids& history = {}) {
  Sampler sampler(config);
  const Result<std::int32_t> id = sampler.sample({logits, {}}, history);
  REQUIRE_MESSAGE(id, id.error().message);
  return *id;
}

std::map<std::int32_t, int> counts(const GenerationConfig& config, const std::vector<float>& logits,
                                   int draws = 4000) {
  Sampler sampler(config);
  std::map<std::int32_t, int> seen;
  for (int i = 0; i < draws; ++i) {
    ++seen[sampler.sample({logits, {}}, {}).value()];
  }
  return seen;
}

std::set<std::int32_t> drawn(const GenerationConfig& config, const std::vector<float>& logits,
                             int draws = 4000) {
  std::set<std::int32_t> ids;
  for (const auto& [id, count] : counts(config, logits, draws)) {
    ids.insert(id);
  }
  return ids;
}

// Logits whose probabilities at temperature 1 are these.
std::vector<float> logits_of(const std::vector<double>& probabilities) {
  std::vector<float> logits;
  for (const double p : probabilities) {
    logits.push_back(static_cast<float>(std::log(p)));
  }
  return logits;
}

TEST_CASE("SplitMix64: its published sequence, and numbers below 1") {
  SplitMix64 random(1234567);
  CHECK(random.next() == 6457827717110365317U);
  CHECK(random.next() == 3203168211198807973U);
  CHECK(random.next() == 9817491932198370423U);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double u = random.uniform();
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    sum += u;
  }
  CHECK(std::abs(sum / 10000 - 0.5) <= 0.02);
}

TEST_CASE("sampler: greedy takes the best, the lowest id of equals, and no random number") {
  GenerationConfig config = GenerationConfig::greedy();
  CHECK(first(config, {1, 3, 2}) == 1);
  CHECK(first(config, {2, 3, 3}) == 1);
  CHECK(first(config, {-0.0F, 0.0F}) == 0);
  CHECK(first(config, {-5}) == 0);
  config.top_k = 40;
  config.top_p = 0.5;
  CHECK(first(config, {1, 3, 2}) == 1);  // temperature 0 is enough
  config = plain();
  config.top_k = 1;
  CHECK(drawn(config, {1, 3, 2}) == std::set{1});
}

TEST_CASE("sampler: frequencies are the probabilities, and temperature bends them") {
  GenerationConfig config = plain();
  const std::vector<float> logits = logits_of({0.1, 0.6, 0.3});
  std::map<std::int32_t, int> seen = counts(config, logits, 20000);
  CHECK(std::abs(seen[0] / 20000.0 - 0.1) <= 0.01);
  CHECK(std::abs(seen[1] / 20000.0 - 0.6) <= 0.015);
  CHECK(std::abs(seen[2] / 20000.0 - 0.3) <= 0.015);
  config.temperature = 0.5;  // squares: 0.01, 0.36, 0.09 of 0.46
  seen = counts(config, logits, 20000);
  CHECK(std::abs(seen[1] / 20000.0 - 0.36 / 0.46) <= 0.015);
  config.temperature = 1e-6;
  CHECK(drawn(config, logits) == std::set{1});
  config.temperature = 1e6;
  CHECK(std::abs(counts(config, logits, 20000)[0] / 20000.0 - 1.0 / 3) <= 0.015);
}

TEST_CASE("sampler: top-k, top-p and min-p") {
  const std::vector<float> logits = logits_of({0.05, 0.4, 0.15, 0.3, 0.1});
  GenerationConfig config = plain();
  config.top_k = 2;
  CHECK(drawn(config, logits) == std::set{1, 3});
  config.top_k = 99;
  CHECK(drawn(config, logits) == std::set{0, 1, 2, 3, 4});
  config = plain();
  config.top_p = 0.69;
  CHECK(drawn(config, logits) == std::set{1, 3});
  config.top_p = 0.72;
  CHECK(drawn(config, logits) == std::set{1, 2, 3});
  config.top_p = 1e-9;
  CHECK(drawn(config, logits) == std::set{1});
  config = plain();
  config.min_p = 0.35;  // of 0.4: 0.14
  CHECK(drawn(config, logits) == std::set{1, 2, 3});
  config.min_p = 1;
  CHECK(drawn(config, logits) == std::set{1});
  config = plain();
  config.top_k = 3;  // 0.4, 0.3, 0.15 of 0.85: the first two are 0.82
  config.top_p = 0.82;
  CHECK(drawn(config, logits) == std::set{1, 3});
}

TEST_CASE("sampler: top-p after temperature") {
  const std::vector<float> logits = logits_of({0.5, 0.3, 0.2});
  GenerationConfig config = plain();
  config.top_p = 0.6;
  CHECK(drawn(config, logits) == std::set{0, 1});
  config.temperature = 0.5;  // 0.25, 0.09, 0.04 of 0.38: the first is 0.66
  CHECK(drawn(config, logits) == std::set{0});
}

TEST_CASE("sampler: tokens at -Inf are never drawn") {
  constexpr float kNever = -std::numeric_limits<float>::infinity();
  CHECK(drawn(plain(), {kNever, 0, kNever, 0}) == std::set{1, 3});
  GenerationConfig config = plain();
  config.top_k = 4;
  CHECK(drawn(config, {kNever, 0, kNever, 0}) == std::set{1, 3});
}

TEST_CASE("sampler: a flat distribution is drawn from to its end") {
  const std::vector<float> logits(3000, 1.0F);
  constexpr int kDraws = 200;
  GenerationConfig config = plain();
  const std::set<std::int32_t> ids = drawn(config, logits, kDraws);
  CHECK(*ids.begin() < 150);
  CHECK(*ids.rbegin() > 2850);
  config.top_p = 0.5;
  const std::set<std::int32_t> half = drawn(config, logits, kDraws);
  CHECK(*half.rbegin() > 1400);
  CHECK(*half.rbegin() < 1500);
  config.top_p = 1;
  config.min_p = 0.5;
  CHECK(*drawn(config, logits, kDraws).rbegin() > 2850);
}

TEST_CASE("sampler: the repetition penalty divides what is positive and multiplies what is not") {
  GenerationConfig config = GenerationConfig::greedy();
  config.repetition_penalty = 2;
  CHECK(first(config, {4, 3}, {0}) == 1);           // 2, 3
  CHECK(first(config, {4, 1.9F}, {0, 0, 0}) == 0);  // once for each token: 2, 1.9
  CHECK(first(config, {-1, -1.5F}, {0}) == 1);      // -2, -1.5
  CHECK(first(config, {0, -1}, {0}) == 0);
  CHECK(first(config, {4, 3}, {-5, 2, 99}) == 0);  // ids that are not there
  config.repetition_penalty = 0.5;
  CHECK(first(config, {4, 3}, {1}) == 1);
  config.repetition_penalty = 2;
  config.repetition_window = 2;
  CHECK(first(config, {4, 3}, {0, 5, 5}) == 0);  // too long ago
  CHECK(first(config, {4, 3}, {5, 0, 5}) == 1);
  config.repetition_window = 0;
  CHECK(first(config, {4, 3}, {0, 5, 5}) == 1);
}

TEST_CASE("sampler: a seed repeats its sequence; without one there is another each time") {
  GenerationConfig config = plain();
  const std::vector<float> logits(1000, 0.0F);
  const auto sequence = [&] {
    Sampler sampler(config);
    Ids ids;
    for (int i = 0; i < 20; ++i) {
      ids.push_back(sampler.sample({logits, {}}, {}).value());
    }
    return ids;
  };
  CHECK(sequence() == sequence());
  // Equal weights: the i-th token takes the i-th thousandth.
  SplitMix64 random(1);
  for (const std::int32_t id : sequence()) {
    CHECK(id == static_cast<std::int32_t>(std::floor(random.uniform() * 1000)));
  }
  config.seed.reset();
  CHECK(sequence() != sequence());
  config.seed = Sampler(config).seed();
  CHECK(Sampler(config).seed() == *config.seed);
}

TEST_CASE("sampler: what it needs to see") {
  GenerationConfig config;
  const auto need = [&] { return Sampler(config).need(); };
  CHECK(need() == HeadNeed{HeadNeedKind::kTopK, 50});
  config.repetition_penalty = 1.1;
  CHECK(need() == HeadNeed{HeadNeedKind::kTopK, 114});
  config.repetition_window = 0;
  CHECK(need() == HeadNeed{HeadNeedKind::kFull, 0});
  config.repetition_window = 10;
  config.repetition_penalty = 0.9;
  CHECK(need() == HeadNeed{HeadNeedKind::kFull, 0});
  config.repetition_penalty = 1;
  config.top_k = 0;
  CHECK(need() == HeadNeed{HeadNeedKind::kFull, 0});
  config.top_k = 1;
  CHECK(need() == HeadNeed{HeadNeedKind::kGreedy, 1});
  config = GenerationConfig::greedy();
  CHECK(need() == HeadNeed{HeadNeedKind::kGreedy, 1});
  config.repetition_penalty = 1.5;
  CHECK(need() == HeadNeed{HeadNeedKind::kTopK, 65});
}

TEST_CASE("sampler: logits that cannot be used") {
  Sampler sampler(plain());
  const std::vector<float> nan = {1, std::numeric_limits<float>::quiet_NaN()};
  const Result<std::int32_t> id = sampler.sample({nan, {}}, {});
  REQUIRE_FALSE(id);
  CHECK(id.error().code == ExitCode::kFailed);
  CHECK(id.error().message.find("token 1 is nan") != std::string::npos);
  CHECK_FALSE(sampler.sample({{}, {}}, {}));
  Sampler greedy(GenerationConfig::greedy());
  CHECK_FALSE(greedy.sample({nan, {}}, {}));
  GenerationConfig config = GenerationConfig::greedy();
  config.repetition_penalty = 0.01;
  Sampler rewarding(config);
  const std::vector<float> large = {1, std::numeric_limits<float>::max()};
  const Ids history = {1};
  CHECK_FALSE(rewarding.sample({large, {}}, history));  // it overflows
}

}  // namespace
}  // namespace bitnet::runtime
