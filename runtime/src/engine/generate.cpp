// SPDX-License-Identifier: Apache-2.0
// One generation: prefill, then choose, show and append token by token. Text passes through two
// filters that may hold some of it back: whole UTF-8 characters, and what could become a stop
// string.
#include <bitnet/runtime/engine.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace bitnet::runtime {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Ids that end a generation.
Result<StopTokens> stop_tokens(const Tokenizer& tokenizer, const GenerationConfig& config,
                               bool ignore_eos, std::uint32_t vocab) {
  std::vector<std::int32_t> ids = config.stop_token_ids;
  if (!ignore_eos) {
    if (config.eos_token_id) {
      ids.push_back(*config.eos_token_id);
    }
    for (const std::int32_t id : tokenizer.end_ids()) {
      if (static_cast<std::uint32_t>(id) < vocab) {
        ids.push_back(id);
      }
    }
  }
  return StopTokens::make(ids, vocab);
}

class Generator {
 public:
  Generator(Session& session, const Tokenizer& tokenizer, const GenerationConfig& config,
            const GenerateHooks& hooks, StopTokens stops)
      : session_(session),
        config_(config),
        hooks_(hooks),
        stops_(std::move(stops)),
        strings_(config.stop_sequences),
        decoder_(tokenizer, config.skip_special_tokens),
        sampler_(config) {}

  Result<Generation> run(std::span<const std::int32_t> prompt) {
    begin_ = Clock::now();
    history_.assign(prompt.begin(), prompt.end());
    result_.prompt_tokens = prompt.size();
    result_.seed = sampler_.seed();
    const Result<void> prefilled = session_.prefill(prompt, hooks_.interrupted);
    if (!prefilled) {
      return tl::unexpected(prefilled.error());
    }
    result_.times.prefill = seconds_since(begin_);
    std::optional<StopReason> reason =
        interrupted() ? std::optional(StopReason::kInterrupted) : std::nullopt;
    while (!reason) {
      const Result<std::int32_t> id = choose();
      if (!id) {
        return tl::unexpected(id.error());
      }
      reason = accept(*id);
      if (!reason) {
        const Result<void> appended = session_.decode(*id);
        if (!appended) {
          return tl::unexpected(appended.error());
        }
      }
    }
    finish(*reason);
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool interrupted() const {
    return hooks_.interrupted != nullptr && hooks_.interrupted->load(std::memory_order_relaxed);
  }

  Result<std::int32_t> choose() {
    HeadNeed need = sampler_.need();
    const bool tapped =
        result_.taps.size() < static_cast<std::size_t>(std::max(config_.logits_tap_steps, 0));
    if (tapped && need.kind != HeadNeedKind::kFull) {
      need = {HeadNeedKind::kTopK,
              std::max(need.k, static_cast<std::uint32_t>(config_.logits_topk))};
    }
    const Result<LogitView> logits = session_.logits(need);
    if (!logits) {
      return tl::unexpected(logits.error());
    }
    if (tapped) {
      auto best = top_logits(*logits, static_cast<std::size_t>(config_.logits_topk));
      if (!best) {
        return tl::unexpected(best.error());
      }
      result_.taps.push_back(std::move(*best));
    }
    return sampler_.sample(*logits, history_);
  }

  // Takes a chosen token in; the reason to stop behind it, if there is one.
  std::optional<StopReason> accept(std::int32_t id) {
    last_token_ = seconds_since(begin_);
    if (result_.ids.empty()) {
      result_.times.first_token = last_token_;
    }
    result_.ids.push_back(id);
    history_.push_back(id);
    if (stops_.contains(id)) {
      return StopReason::kStopToken;
    }
    if (show(decoder_.push(id))) {
      return StopReason::kStopString;
    }
    if (result_.ids.size() >= static_cast<std::size_t>(config_.max_new_tokens)) {
      return StopReason::kMaxTokens;
    }
    if (session_.position() >= session_.context()) {
      return StopReason::kContextFull;
    }
    return interrupted() ? std::optional(StopReason::kInterrupted) : std::nullopt;
  }

  // True if a stop string is complete.
  bool show(const std::string& text) {
    const StopStrings::Step step = strings_.push(text);
    emit(step.text);
    return step.matched.has_value();
  }

  void emit(const std::string& text) {
    if (text.empty()) {
      return;
    }
    result_.text += text;
    if (hooks_.on_text) {
      hooks_.on_text(text);
    }
  }

  void finish(StopReason reason) {
    result_.reason = reason;
    if (reason != StopReason::kStopString && !show(decoder_.flush())) {
      emit(strings_.flush());
    }
    result_.times.decode = result_.ids.empty() ? 0 : last_token_ - result_.times.first_token;
    result_.times.total = seconds_since(begin_);
  }

  Session& session_;
  const GenerationConfig& config_;
  const GenerateHooks& hooks_;
  StopTokens stops_;
  StopStrings strings_;
  StreamDecoder decoder_;
  Sampler sampler_;
  std::vector<std::int32_t> history_;
  Generation result_;
  Clock::time_point begin_;
  double last_token_ = 0;  // seconds from the start to the token chosen last
};

}  // namespace

Result<Generation> generate(Session& session, const Tokenizer& tokenizer,
                            std::span<const std::int32_t> prompt, const GenerationConfig& config,
                            const GenerateHooks& hooks, bool ignore_eos) {
  const std::uint32_t vocab = session.model().config().vocab;
  const Result<void> valid = config.validate(vocab);
  if (!valid) {
    return tl::unexpected(valid.error());
  }
  if (prompt.empty()) {
    return usage_error("the prompt is empty");
  }
  const std::uint32_t left = session.context() - session.position();
  if (prompt.size() > left) {
    return usage_error(
        fmt::format("the prompt has {} tokens, but only {} of the context's {} positions are free",
                    prompt.size(), left, session.context()));
  }
  auto stops = stop_tokens(tokenizer, config, ignore_eos, vocab);
  if (!stops) {
    return tl::unexpected(stops.error());
  }
  return Generator(session, tokenizer, config, hooks, std::move(*stops)).run(prompt);
}

}  // namespace bitnet::runtime
