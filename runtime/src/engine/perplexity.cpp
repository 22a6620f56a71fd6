// SPDX-License-Identifier: Apache-2.0
// Perplexity of a text in windows. -log softmax(logits)[id] is computed in double precision from
// the model's f32 logits.
#include <bitnet/runtime/engine.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bitnet::runtime {
namespace {

double negative_log_likelihood(std::span<const float> logits, std::int32_t id) {
  const double largest = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
  double sum = 0;
  for (const float logit : logits) {
    sum += std::exp(static_cast<double>(logit) - largest);
  }
  return largest + std::log(sum) - static_cast<double>(logits[static_cast<std::size_t>(id)]);
}

// Welford's running mean and variance.
class Scores {
 public:
  void add(double nll) {
    ++count_;
    const double delta = nll - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (nll - mean_);
  }

  [[nodiscard]] Perplexity result(std::size_t windows) const {
    const auto n = static_cast<double>(count_);
    return {mean_, count_ > 1 ? std::sqrt(squares_ / (n - 1) / n) : 0, count_, windows};
  }

  [[nodiscard]] double mean() const { return mean_; }

 private:
  std::size_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

// Scores the second half of `window`. The last token is predicted, never fed.
Result<void> score_window(Session& session, std::span<const std::int32_t> window,
                          const std::atomic<bool>* interrupted, Scores& scores) {
  const std::size_t first = std::max<std::size_t>(1, window.size() / 2);
  session.reset();
  Result<void> run = session.prefill_logits(
      window.first(window.size() - 1), first - 1,
      [&](std::uint32_t position, std::span<const float> logits) {
        scores.add(negative_log_likelihood(logits, window[position + 1]));
      },
      interrupted);
  if (!run) {
    return run;
  }
  if (!std::isfinite(scores.mean())) {
    return input_error("the model's logits are not numbers");
  }
  return {};
}

}  // namespace

double Perplexity::value() const noexcept {
  return std::exp(mean_nll);
}

Result<Perplexity> perplexity(Session& session, std::span<const std::int32_t> ids, std::int32_t bos,
                              const PerplexityHooks& hooks) {
  const std::uint32_t vocab = session.model().config().vocab;
  if (ids.size() < 2 || session.context() < 2) {
    return usage_error(
        fmt::format("perplexity needs 2 tokens and a context of 2, not {} tokens and {}",
                    ids.size(), session.context()));
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] < 0 || static_cast<std::uint32_t>(ids[i]) >= vocab) {
      return usage_error(fmt::format("token {} is {}, but the vocabulary has the ids 0 to {}", i,
                                     ids[i], vocab - 1));
    }
  }
  const std::size_t size = std::min<std::size_t>(ids.size(), session.context());
  const std::size_t windows = ids.size() / size;
  Scores scores;
  std::size_t done = 0;
  const auto stopped = [&] {
    return hooks.interrupted != nullptr && hooks.interrupted->load(std::memory_order_relaxed);
  };
  for (; done < windows && !stopped(); ++done) {
    std::vector<std::int32_t> window(ids.begin() + static_cast<std::ptrdiff_t>(done * size),
                                     ids.begin() + static_cast<std::ptrdiff_t>((done + 1) * size));
    if (bos >= 0) {
      window[0] = bos;
    }
    Result<void> step = score_window(session, window, hooks.interrupted, scores);
    if (step && hooks.on_window) {
      step = hooks.on_window(done + 1, windows, scores.result(done + 1));
    }
    if (!step) {
      return tl::unexpected(step.error());
    }
  }
  return scores.result(done);
}

}  // namespace bitnet::runtime
