// SPDX-License-Identifier: Apache-2.0
// Binary search in the sorted texts, narrowed byte by byte.
#include "special_tokens.h"

#include <algorithm>
#include <utility>

namespace bitnet::runtime {

std::int32_t SpecialTokens::assign(std::vector<Token> tokens) {
  tokens_ = std::move(tokens);
  std::sort(tokens_.begin(), tokens_.end(),
            [](const Token& a, const Token& b) { return a.text < b.text; });
  starts_all_.assign(256, false);
  starts_always_.assign(256, false);
  any_always_ = false;
  for (const Token& token : tokens_) {
    const auto first = static_cast<unsigned char>(token.text[0]);
    starts_all_[first] = true;
    if (token.always) {
      starts_always_[first] = true;
      any_always_ = true;
    }
  }
  const auto twin =
      std::adjacent_find(tokens_.begin(), tokens_.end(),
                         [](const Token& a, const Token& b) { return a.text == b.text; });
  return twin == tokens_.end() ? -1 : std::max(twin->id, std::next(twin)->id);
}

SpecialTokens::Found SpecialTokens::find(std::string_view text, std::size_t from,
                                         bool all) const noexcept {
  if (tokens_.empty() || (!all && !any_always_)) {
    return {};
  }
  const std::vector<bool>& starts = all ? starts_all_ : starts_always_;
  for (std::size_t at = from; at < text.size(); ++at) {
    if (starts[static_cast<unsigned char>(text[at])]) {
      if (const Token* token = longest_at(text.substr(at), all)) {
        return {at, token->text.size(), token->id};
      }
    }
  }
  return {};
}

// [low, high): the tokens that start with the first `length` bytes of `text`. A token that is
// exactly these bytes sorts first among them.
const SpecialTokens::Token* SpecialTokens::longest_at(std::string_view text,
                                                      bool all) const noexcept {
  const Token* best = nullptr;
  auto low = tokens_.begin();
  auto high = tokens_.end();
  for (std::size_t length = 0; low != high; ++length) {
    if (low->text.size() == length) {
      best = all || low->always ? &*low : best;
      if (++low == high) {
        break;
      }
    }
    if (length == text.size()) {
      break;
    }
    const auto next = static_cast<unsigned char>(text[length]);
    low = std::partition_point(low, high, [&](const Token& token) {
      return static_cast<unsigned char>(token.text[length]) < next;
    });
    high = std::partition_point(low, high, [&](const Token& token) {
      return static_cast<unsigned char>(token.text[length]) == next;
    });
  }
  return best;
}

std::int32_t SpecialTokens::id_of(std::string_view text) const noexcept {
  const auto found = std::lower_bound(
      tokens_.begin(), tokens_.end(), text,
      [](const Token& token, std::string_view wanted) { return token.text < wanted; });
  return found != tokens_.end() && found->text == text ? found->id : -1;
}

}  // namespace bitnet::runtime
