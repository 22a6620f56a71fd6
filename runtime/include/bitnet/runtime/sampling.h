// SPDX-License-Identifier: Apache-2.0
// Chooses the next token from logits. Does not decide when to stop (stop.h).
#pragma once

#include <bitnet/runtime/generation_config.h>
#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bitnet::runtime {

/// Logits of all tokens (ids empty: the index is the id), or of some (logits[i] belongs to ids[i];
/// distinct ids in any order).
struct LogitView {
  std::span<const float> logits;
  std::span<const std::int32_t> ids;
};

struct TokenLogit {
  std::int32_t id = 0;
  float logit = 0;
};

/// Which logits a Sampler must see to choose as if it saw all: the best one, the k best, or all.
/// "Best" is by logit, equal logits by lower id. More candidates than asked for change nothing.
enum class HeadNeedKind : std::uint8_t { kGreedy, kTopK, kFull };

struct HeadNeed {
  HeadNeedKind kind = HeadNeedKind::kFull;
  std::uint32_t k = 0;  // 1 for kGreedy, 0 for kFull
  friend bool operator==(const HeadNeed&, const HeadNeed&) = default;
};

/// SplitMix64 (Steele, Lea, Flood 2014): state += 0x9E3779B97F4A7C15, then z = state; z = (z ^
/// z>>30)
/// * 0xBF58476D1CE4E5B9; z = (z ^ z>>27) * 0x94D049BB133111EB; z ^ z>>31. The same on every
/// platform.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept;
  /// Top 53 bits of next() times 2^-53: uniform in [0, 1).
  double uniform() noexcept;

 private:
  std::uint64_t state_;
};

/// Order of the steps, l = logits:
///  1. penalty r: l = l > 0 ? l / r : l * r, in float, once for each distinct id among the last
///     repetition_window ids of history
///  2. greedy (temperature 0 or top_k 1): the best l. Otherwise l = l / temperature
///  3. the top_k best, in order of (l descending, id ascending)
///  4. p = exp(l - max) / sum over what is left
///  5. the shortest prefix with sum of p >= top_p; of that, those with p >= min_p * p of the first
///  6. the first of them whose running sum exceeds uniform() * (sum of them)
/// In double precision with an exp of our own, so equal logits, history and seed give equal tokens
/// on every machine. Not thread-safe.
class Sampler {
 public:
  /// Requires a config without violations().
  explicit Sampler(const GenerationConfig& config);

  /// kTopK has k = top_k, plus repetition_window where a penalty > 1 can push as many tokens down.
  [[nodiscard]] HeadNeed need() const noexcept;

  /// The next id. `history`: prompt and generated ids, oldest first. Greedy draws no random number.
  /// Errors: no logits, spans of different lengths, a logit that is NaN or +Inf (named with its
  /// token), no finite logit.
  Result<std::int32_t> sample(LogitView view, std::span<const std::int32_t> history);

  /// The seed in use: the config's or the one that was drawn.
  [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }

 private:
  [[nodiscard]] bool greedy() const noexcept;
  LogitView penalised(LogitView view, std::span<const std::int32_t> history);
  void keep_best(LogitView view, std::size_t count);
  [[nodiscard]] double total_weight(LogitView view) const;
  std::size_t cut(LogitView view, std::size_t limit, double& sum);
  std::int32_t draw(LogitView view);

  GenerationConfig config_;
  std::uint64_t seed_;
  SplitMix64 random_;
  std::vector<TokenLogit> kept_;      // the best tokens, best first
  std::vector<double> weights_;       // exp((l - max) / temperature) of kept_
  std::vector<float> penalised_;      // logits after the penalty
  std::vector<std::int32_t> recent_;  // ids that are penalised, sorted
};

/// The min(k, size) best, best first, without any penalty or temperature. Errors as sample().
Result<std::vector<TokenLogit>> top_logits(LogitView view, std::size_t k);

}  // namespace bitnet::runtime
