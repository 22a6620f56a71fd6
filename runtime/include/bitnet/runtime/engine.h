// SPDX-License-Identifier: Apache-2.0
// The generation loop: prompt in, tokens and text out, until something ends it. Prints nothing;
// text is handed out as it becomes certain.
#pragma once

#include <bitnet/runtime/generation_config.h>
#include <bitnet/runtime/result.h>
#include <bitnet/runtime/sampling.h>
#include <bitnet/runtime/session.h>
#include <bitnet/runtime/stop.h>
#include <bitnet/runtime/tokenizer.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Seconds. Rates are tokens per second, 0 where nothing was measured.
struct GenerationTimes {
  double prefill = 0;      // prompt through the model
  double first_token = 0;  // from the start to the first token chosen
  double decode = 0;       // all tokens after the first
  double total = 0;

  [[nodiscard]] double prefill_rate(std::size_t prompt_tokens) const noexcept {
    return prefill > 0 ? static_cast<double>(prompt_tokens) / prefill : 0;
  }

  /// `generated` counts the first token, which the prefill pays for.
  [[nodiscard]] double decode_rate(std::size_t generated) const noexcept {
    return decode > 0 && generated > 1 ? static_cast<double>(generated - 1) / decode : 0;
  }
};

struct Generation {
  std::vector<std::int32_t> ids;  // chosen tokens, the stop token included
  std::string text;               // what on_text was given
  StopReason reason = StopReason::kMaxTokens;
  std::size_t prompt_tokens = 0;
  std::uint64_t seed = 0;  // the sampler's
  GenerationTimes times;
  std::vector<std::vector<TokenLogit>> taps;  // best logits of the first logits_tap_steps steps
};

struct GenerateHooks {
  std::function<void(std::string_view)> on_text;   // may be empty
  const std::atomic<bool>* interrupted = nullptr;  // looked at after each token and pass
};

/// Appends `prompt` to the session and generates. Stops at config.stop_token_ids, eos_token_id and,
/// unless ignore_eos, tokenizer.end_ids().
/// Errors (kUsage): config.validate; empty prompt; an id outside the vocabulary; a prompt longer
/// than the positions that are left. kInput: logits that are not numbers (Sampler). If interrupted
/// during the prefill there are no ids.
[[nodiscard]] Result<Generation> generate(Session& session, const Tokenizer& tokenizer,
                                          std::span<const std::int32_t> prompt,
                                          const GenerationConfig& config,
                                          const GenerateHooks& hooks = {}, bool ignore_eos = false);

/// Mean negative log-likelihood of tokens given all tokens before them in their window.
struct Perplexity {
  double mean_nll = 0;        // nats
  double standard_error = 0;  // of mean_nll, as if tokens were independent
  std::size_t scored = 0;     // tokens
  std::size_t windows = 0;

  [[nodiscard]] double value() const noexcept;  // exp(mean_nll)
};

struct PerplexityHooks {
  /// Behind each window; an error ends the scoring and is returned.
  std::function<Result<void>(std::size_t done, std::size_t all, const Perplexity& so_far)>
      on_window;
  const std::atomic<bool>* interrupted = nullptr;  // then: what was scored so far
};

/// Cuts `ids` into windows of session.context() tokens, each starting afresh (its first token
/// replaced by `bos` if that is >= 0), and scores the second half of each, so that every scored
/// token has at least half a window before it. An incomplete last window is left out unless it is
/// the only one.
/// Errors (kUsage): fewer than 2 tokens; a context below 2; an id outside the vocabulary. kInput:
/// logits that are not numbers.
[[nodiscard]] Result<Perplexity> perplexity(Session& session, std::span<const std::int32_t> ids,
                                            std::int32_t bos, const PerplexityHooks& hooks = {});

}  // namespace bitnet::runtime
