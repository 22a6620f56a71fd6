// SPDX-License-Identifier: Apache-2.0
// The steps of Sampler in their order. Where all tokens take part, only a sorted beginning of them
// is made, and made longer as long as the answer may lie behind it.
#include "exact_exp.h"
#include "select_best.h"

#include <bitnet/runtime/sampling.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kFirstKept = 256;
constexpr std::size_t kGrowth = 8;

std::uint64_t random_seed() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32U | device();
}

}  // namespace

std::uint64_t SplitMix64::next() noexcept {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

double SplitMix64::uniform() noexcept {
  return static_cast<double>(next() >> 11U) * 0x1p-53;
}

Sampler::Sampler(const GenerationConfig& config)
    : config_(config), seed_(config.seed ? *config.seed : random_seed()), random_(seed_) {}

bool Sampler::greedy() const noexcept {
  return config_.temperature == 0 || config_.top_k == 1;
}

HeadNeed Sampler::need() const noexcept {
  const bool penalty = config_.repetition_penalty != 1;
  if (greedy() && !penalty) {
    return {HeadNeedKind::kGreedy, 1};
  }
  const std::uint32_t wanted = greedy() ? 1U : static_cast<std::uint32_t>(config_.top_k);
  if (wanted == 0) {
    return {};
  }
  if (!penalty) {
    return {HeadNeedKind::kTopK, wanted};
  }
  // A penalty above 1 only moves tokens down, at most as many as the window has: each of the best
  // afterwards had at most that many more before it. A reward can lift any token of the window.
  if (config_.repetition_penalty < 1 || config_.repetition_window == 0) {
    return {};
  }
  return {HeadNeedKind::kTopK, wanted + static_cast<std::uint32_t>(config_.repetition_window)};
}

Result<std::int32_t> Sampler::sample(LogitView view, std::span<const std::int32_t> history) {
  if (const Result<void> good = check_logits(view); !good) {
    return tl::unexpected(good.error());
  }
  if (config_.repetition_penalty != 1) {
    view = penalised(view, history);
    // A penalty may overflow to an infinity.
    if (const Result<void> good = check_logits(view); !good) {
      return tl::unexpected(good.error());
    }
  }
  if (greedy()) {
    select_best(view, 1, kept_);
    return kept_.front().id;
  }
  return draw(view);
}

LogitView Sampler::penalised(LogitView view, std::span<const std::int32_t> history) {
  const auto window = static_cast<std::size_t>(config_.repetition_window);
  const std::size_t count = window == 0 ? history.size() : std::min(window, history.size());
  recent_.assign(history.end() - static_cast<std::ptrdiff_t>(count), history.end());
  std::sort(recent_.begin(), recent_.end());
  recent_.erase(std::unique(recent_.begin(), recent_.end()), recent_.end());
  penalised_.assign(view.logits.begin(), view.logits.end());
  const auto factor = static_cast<float>(config_.repetition_penalty);
  const auto apply = [factor](float& logit) {
    logit = logit > 0 ? logit / factor : logit * factor;
  };
  if (view.ids.empty()) {
    for (const std::int32_t id : recent_) {
      if (id >= 0 && static_cast<std::size_t>(id) < penalised_.size()) {
        apply(penalised_[static_cast<std::size_t>(id)]);
      }
    }
  } else {
    for (std::size_t i = 0; i < penalised_.size(); ++i) {
      if (std::binary_search(recent_.begin(), recent_.end(), view.ids[i])) {
        apply(penalised_[i]);
      }
    }
  }
  return {penalised_, view.ids};
}

void Sampler::keep_best(LogitView view, std::size_t count) {
  select_best(view, count, kept_);
  const double greatest = kept_.front().logit;
  weights_.clear();
  for (const TokenLogit& token : kept_) {
    weights_.push_back(exp_of_nonpositive((token.logit - greatest) / config_.temperature));
  }
}

// Of everything that takes part: the kept ones in their order, or all in the order of the view.
double Sampler::total_weight(LogitView view) const {
  double total = 0;
  if (config_.top_k > 0) {
    for (const double weight : weights_) {
      total += weight;
    }
    return total;
  }
  const double greatest = kept_.front().logit;
  for (const float logit : view.logits) {
    total += exp_of_nonpositive((logit - greatest) / config_.temperature);
  }
  return total;
}

// How many of the best `limit` tokens top_p and min_p leave; `sum` is their weight.
std::size_t Sampler::cut(LogitView view, std::size_t limit, double& sum) {
  const double total = total_weight(view);
  sum = total;
  if (config_.top_p == 1 && config_.min_p == 0) {
    return limit;
  }
  const double enough = config_.top_p < 1 ? config_.top_p * total : INFINITY;
  sum = 0;
  for (std::size_t i = 0; i < limit; ++i) {
    if (i == kept_.size()) {
      keep_best(view, std::min(limit, kept_.size() * kGrowth));
    }
    if (weights_[i] < config_.min_p) {  // the first has weight 1
      return i;
    }
    sum += weights_[i];
    if (sum >= enough) {
      return i + 1;
    }
  }
  return limit;
}

std::int32_t Sampler::draw(LogitView view) {
  const std::size_t size = view.logits.size();
  const bool all = config_.top_k == 0;
  const std::size_t limit = all ? size : std::min(static_cast<std::size_t>(config_.top_k), size);
  keep_best(view, all ? std::min(kFirstKept, limit) : limit);
  double sum = 0;
  const std::size_t left = cut(view, limit, sum);
  const double target = random_.uniform() * sum;
  double running = 0;
  std::int32_t chosen = kept_.front().id;
  for (std::size_t i = 0; i < left; ++i) {
    if (i == kept_.size()) {
      keep_best(view, std::min(left, kept_.size() * kGrowth));
    }
    if (weights_[i] == 0) {
      break;  // nothing behind it has any weight
    }
    chosen = kept_[i].id;
    running += weights_[i];
    if (running > target) {
      break;
    }
  }
  return chosen;
}

Result<std::vector<TokenLogit>> top_logits(LogitView view, std::size_t k) {
  if (const Result<void> good = check_logits(view); !good) {
    return tl::unexpected(good.error());
  }
  std::vector<TokenLogit> best;
  select_best(view, k, best);
  return best;
}

}  // namespace bitnet::runtime
