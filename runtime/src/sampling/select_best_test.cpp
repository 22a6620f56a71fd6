// SPDX-License-Identifier: Apache-2.0
#include "select_best.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace bitnet::runtime {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::vector<TokenLogit> sorted(LogitView view, std::size_t count) {
  std::vector<TokenLogit> all;
  for (std::size_t i = 0; i < view.logits.size(); ++i) {
    all.push_back({view.ids.empty() ? static_cast<std::int32_t>(i) : view.ids[i], view.logits[i]});
  }
  std::sort(all.begin(), all.end(), [](const TokenLogit& a, const TokenLogit& b) {
    return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
  });
  all.resize(std::min(count, all.size()));
  return all;
}

bool same(const std::vector<TokenLogit>& a, const std::vector<TokenLogit>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.id == y.id && x.logit == y.logit;
  });
}

TEST_CASE("select best: as sorting says, for all counts and kinds of data") {
  std::mt19937 random(5);
  std::vector<TokenLogit> best;
  for (const std::size_t size : {1U, 2U, 63U, 64U, 65U, 1000U, 5000U}) {
    for (const unsigned levels : {1U, 2U, 7U, 1U << 20U}) {
      std::vector<float> logits(size);
      std::vector<std::int32_t> ids(size);
      for (std::size_t i = 0; i < size; ++i) {
        logits[i] = static_cast<float>(random() % levels) - static_cast<float>(levels / 2);
        ids[i] = static_cast<std::int32_t>(i * 3);
      }
      std::shuffle(ids.begin(), ids.end(), random);
      for (const std::size_t count : {1U, 2U, 50U, 2048U, 2049U, 10000U}) {
        CAPTURE(size);
        CAPTURE(levels);
        CAPTURE(count);
        select_best({logits, {}}, count, best);
        CHECK(same(best, sorted({logits, {}}, count)));
        select_best({logits, ids}, count, best);
        CHECK(same(best, sorted({logits, ids}, count)));
      }
    }
  }
}

TEST_CASE("select best: rising, falling and equal logits") {
  std::vector<float> logits(1000);
  std::vector<TokenLogit> best;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    logits[i] = static_cast<float>(i);
  }
  select_best({logits, {}}, 3, best);
  CHECK(same(best, {{999, 999}, {998, 998}, {997, 997}}));
  std::reverse(logits.begin(), logits.end());
  select_best({logits, {}}, 2, best);
  CHECK(same(best, {{0, 999}, {1, 998}}));
  logits.assign(1000, -3);
  select_best({logits, {}}, 2, best);
  CHECK(same(best, {{0, -3}, {1, -3}}));
  select_best({logits, {}}, 0, best);
  CHECK(best.empty());
}

TEST_CASE("select best: the two zeros are equal, -Inf is the least") {
  const std::vector<float> logits = {-kInfinity, -0.0F, 0.0F, -kInfinity, -1};
  std::vector<TokenLogit> best;
  select_best({logits, {}}, 5, best);
  std::vector<std::int32_t> ids;
  for (const TokenLogit& token : best) {
    ids.push_back(token.id);
  }
  CHECK(ids == std::vector<std::int32_t>{1, 2, 4, 0, 3});
}

TEST_CASE("check logits: what is refused, and how") {
  const std::vector<std::int32_t> ids = {7, 8, 9};
  const auto message = [](LogitView view) {
    const Result<void> good = check_logits(view);
    return good ? std::string("good") : good.error().message;
  };
  std::vector<float> logits = {1, -kInfinity, 3};
  CHECK(message({logits, ids}) == "good");
  CHECK(message({{}, {}}) == "there are no logits to choose from");
  CHECK(message({logits, std::span(ids).first(2)}) ==
        "3 logits with 2 ids, one id for each wanted");
  for (const float bad : {kNan, -kNan, kInfinity}) {
    logits[1] = bad;
    CHECK(message({logits, {}}).starts_with("the logit of token 1 is "));
    CHECK(message({logits, ids}).starts_with("the logit of token 8 is "));
  }
  logits.assign(3, -kInfinity);
  CHECK(message({logits, {}}) == "the logits of all tokens are -inf");
  std::vector<float> many(1000, 0.5F);
  for (const std::size_t at : {0U, 63U, 64U, 500U, 999U}) {
    many[at] = kNan;
    CHECK(message({many, {}}) != "good");
    many[at] = 0.5F;
  }
  many[3] = std::numeric_limits<float>::max();
  many[4] = std::numeric_limits<float>::lowest();
  CHECK(message({many, {}}) == "good");
}

TEST_CASE("top logits: the best few, or an error") {
  const std::vector<float> logits = {1, 5, 3};
  const Result<std::vector<TokenLogit>> best = top_logits({logits, {}}, 2);
  REQUIRE(best);
  CHECK(same(*best, {{1, 5}, {2, 3}}));
  CHECK_FALSE(top_logits({{}, {}}, 2));
}

}  // namespace
}  // namespace bitnet::runtime
