// SPDX-License-Identifier: Apache-2.0
// When generation ends: stop tokens, stop strings, and the names of the reasons. The loop itself is
// the engine's.
#pragma once

#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Checked in this order after each token.
enum class StopReason : std::uint8_t {
  kStopToken,   // a stop id or an end-of-text id; its text is not shown
  kStopString,  // its text and what follows is not shown
  kMaxTokens,
  kContextFull,
  kInterrupted  // SIGINT
};

/// "stop_token", "stop_string", "max_tokens", "context_full", "interrupted".
[[nodiscard]] std::string_view stop_reason_name(StopReason reason) noexcept;

/// A set of token ids as one bit per token of the vocabulary: 16 KB for 128256 tokens, any number
/// of ids, one load per question.
class StopTokens {
 public:
  StopTokens() = default;  // stops at nothing

  /// Errors (kUsage): an id outside 0..vocab_size-1.
  static Result<StopTokens> make(std::span<const std::int32_t> ids, std::uint32_t vocab_size);

  [[nodiscard]] bool contains(std::int32_t id) const noexcept {
    const auto index = static_cast<std::uint32_t>(id);  // a negative id is beyond any word
    const std::size_t word = index / 64;
    return word < words_.size() && ((words_[word] >> (index % 64)) & 1U) != 0;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

/// Finds strings in text that arrives in parts. Holds back only the longest end of the text that
/// one of the strings could begin with. Time: bytes times strings, however the text is cut.
class StopStrings {
 public:
  StopStrings() = default;  // stops at nothing

  /// Empty strings are ignored.
  explicit StopStrings(std::span<const std::string> strings);

  struct Step {
    std::string text;                    // may be shown now
    std::optional<std::size_t> matched;  // index into `strings`: end; what is held back is dropped
  };

  /// The string that is complete first ends the text; of several, the one that starts first. Once
  /// matched, every further push returns nothing until reset().
  [[nodiscard]] Step push(std::string_view text);

  /// What is held back, when generation ends for another reason. Afterwards as after reset().
  [[nodiscard]] std::string flush();

  void reset();

 private:
  struct Pattern {
    std::string text;
    std::vector<std::uint32_t> border;  // Knuth-Morris-Pratt: longest proper border of each prefix
    std::size_t index = 0;              // in the list that was given
    std::size_t length = 0;             // bytes of `text` that the end of the input matches
  };

  [[nodiscard]] const Pattern* advance(char byte);

  std::vector<Pattern> patterns_;
  std::string held_;
  bool stopped_ = false;
};

}  // namespace bitnet::runtime
