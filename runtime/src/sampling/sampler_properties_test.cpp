// SPDX-License-Identifier: Apache-2.0
// Seeing only what need() asks for gives the tokens that seeing everything gives; and the fast
// sampler gives what the definition gives.
#include "select_best.h"

#include <bitnet/runtime/sampling.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <rapidcheck.h>
#include <set>

namespace bitnet::runtime {
namespace {

using Ids = std::vector<std::int32_t>;

template <class Property>
bool holds(Property property) {
  ::setenv("RC_PARAMS", "seed=777 max_success=500", 0);
  return rc::check(property);
}

// Few levels, so that equal logits are common.
std::vector<float> any_logits() {
  const auto size = *rc::gen::inRange<std::size_t>(1, 400);
  const auto levels = *rc::gen::element(3, 40, 100000);
  return *rc::gen::container<std::vector<float>>(
      size, rc::gen::map(rc::gen::inRange(-levels, levels), [levels](int level) {
        return 8.0F * static_cast<float>(level) / static_cast<float>(levels);
      }));
}

GenerationConfig any_config() {
  GenerationConfig config;
  config.temperature = *rc::gen::element(0.0, 0.3, 1.0, 2.5);
  config.top_k = *rc::gen::inRange(0, 30);
  config.top_p = *rc::gen::element(0.2, 0.7, 0.95, 1.0);
  config.min_p = *rc::gen::element(0.0, 0.0, 0.05, 0.5);
  config.repetition_penalty = *rc::gen::element(1.0, 1.0, 1.1, 3.0, 0.8);
  config.repetition_window = *rc::gen::inRange(0, 12);
  config.seed = *rc::gen::arbitrary<std::uint64_t>();
  return config;
}

// Of all tokens, or of the best few: these are the ones whose penalty changes the choice.
Ids any_history(const std::vector<float>& logits) {
  std::vector<TokenLogit> best;
  select_best({logits, {}}, *rc::gen::element<std::size_t>(3, 12, logits.size()), best);
  Ids ids;
  for (const TokenLogit& token : best) {
    ids.push_back(token.id);
  }
  return *rc::gen::container<Ids>(rc::gen::elementOf(ids));
}

TEST_CASE("property: the candidates that are needed give the token of all logits") {
  CHECK(holds([] {
    const std::vector<float> logits = any_logits();
    const GenerationConfig config = any_config();
    const Ids history = any_history(logits);
    Sampler full(config);
    Sampler partial(config);
    const HeadNeed need = partial.need();
    RC_PRE(need.kind != HeadNeedKind::kFull);
    // What is needed and possibly more, in any order.
    const auto extra = *rc::gen::element<std::size_t>(0, 0, 0, 20);
    std::vector<TokenLogit> best;
    select_best({logits, {}}, need.k + extra, best);
    std::sort(best.begin(), best.end(),
              [](const auto& a, const auto& b) { return a.id * 7919 % 401 < b.id * 7919 % 401; });
    Ids ids;
    std::vector<float> values;
    for (const TokenLogit& token : best) {
      ids.push_back(token.id);
      values.push_back(token.logit);
    }
    for (int i = 0; i < 5; ++i) {
      RC_ASSERT(partial.sample({values, ids}, history).value() ==
                full.sample({logits, {}}, history).value());
    }
  }));
}

// The steps of Sampler's documentation, in long double and without any shortcut.
std::set<std::int32_t> possible(const GenerationConfig& config, std::vector<float> logits,
                                const Ids& history) {
  const auto window = static_cast<std::size_t>(config.repetition_window);
  const std::size_t begin = window == 0 || history.size() <= window ? 0 : history.size() - window;
  for (const std::int32_t id : std::set<std::int32_t>(
           history.begin() + static_cast<std::ptrdiff_t>(begin), history.end())) {
    float& logit = logits[static_cast<std::size_t>(id)];
    const auto r = static_cast<float>(config.repetition_penalty);
    logit = logit > 0 ? logit / r : logit * r;
  }
  std::vector<TokenLogit> tokens;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    tokens.push_back({static_cast<std::int32_t>(i), logits[i]});
  }
  std::sort(tokens.begin(), tokens.end(), better);
  const bool greedy = config.temperature == 0 || config.top_k == 1;
  tokens.resize(std::min(tokens.size(), greedy ? 1
                                        : config.top_k == 0
                                            ? tokens.size()
                                            : static_cast<std::size_t>(config.top_k)));
  if (greedy) {
    return {tokens[0].id};
  }
  std::vector<long double> p;
  long double sum = 0;
  for (const TokenLogit& token : tokens) {
    p.push_back(
        std::exp((static_cast<long double>(token.logit) - tokens[0].logit) / config.temperature));
    sum += p.back();
  }
  std::set<std::int32_t> ids;
  long double running = 0;
  // A little more than is left, so that rounding at the border decides nothing here.
  for (std::size_t i = 0; i < tokens.size() && running < (config.top_p + 1e-9) * sum &&
                          p[i] >= config.min_p * (1 - 1e-9);
       ++i) {
    ids.insert(tokens[i].id);
    running += p[i];
  }
  return ids;
}

TEST_CASE("property: only tokens that the definition leaves are drawn") {
  CHECK(holds([] {
    const std::vector<float> logits = any_logits();
    const GenerationConfig config = any_config();
    const Ids history = any_history(logits);
    const std::set<std::int32_t> allowed = possible(config, logits, history);
    Sampler sampler(config);
    for (int i = 0; i < 5; ++i) {
      RC_ASSERT(allowed.contains(sampler.sample({logits, {}}, history).value()));
    }
  }));
}

}  // namespace
}  // namespace bitnet::runtime
