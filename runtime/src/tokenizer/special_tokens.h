// SPDX-License-Identifier: Apache-2.0
// Finds special and user-defined tokens by their text. Decides nothing about which may be found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Longer special tokens are refused, which bounds the work per byte of text.
inline constexpr std::size_t kMaxSpecialBytes = 256;

class SpecialTokens {
 public:
  struct Token {
    std::string text;  // 1 to kMaxSpecialBytes bytes
    std::int32_t id = 0;
    bool always = false;  // found in plain text, too
  };

  struct Found {
    std::size_t at = std::string_view::npos;  // npos: none
    std::size_t bytes = 0;
    std::int32_t id = 0;
  };

  /// Returns the id of a token that has the same text as another, else -1.
  std::int32_t assign(std::vector<Token> tokens);

  /// The leftmost token at or behind `from`, the longest of those that start there. `all`: also
  /// those without `always`.
  [[nodiscard]] Found find(std::string_view text, std::size_t from, bool all) const noexcept;

  /// The id of the token with this text, or -1.
  [[nodiscard]] std::int32_t id_of(std::string_view text) const noexcept;

 private:
  [[nodiscard]] const Token* longest_at(std::string_view text, bool all) const noexcept;

  std::vector<Token> tokens_;        // sorted by text
  std::vector<bool> starts_all_;     // [byte]: a token starts with it
  std::vector<bool> starts_always_;  // the same of tokens with `always`
  bool any_always_ = false;
};

}  // namespace bitnet::runtime
