// SPDX-License-Identifier: Apache-2.0
// Pieces of all tokens in one block of memory, and a flat hash table from bytes to id. Does not
// decide what a valid vocabulary is.
#pragma once

#include <bitnet/runtime/tokenizer.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

class Vocabulary {
 public:
  /// For `tokens` tokens of `bytes` bytes together, at most 2^32 - 1.
  void reserve(std::size_t tokens, std::size_t bytes);

  /// Appends a token; its bytes are those from where the previous one ended to the end of arena().
  void add(TokenType type);

  /// Bytes of the tokens, one behind the other; append a token's bytes before add().
  [[nodiscard]] std::string& arena() { return arena_; }

  [[nodiscard]] std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(types_.size());
  }

  [[nodiscard]] bool contains(std::int32_t id) const noexcept {
    return static_cast<std::uint32_t>(id) < types_.size();
  }

  /// Requires contains(id).
  [[nodiscard]] std::string_view piece(std::int32_t id) const noexcept {
    const auto index = static_cast<std::size_t>(id);
    return {arena_.data() + ends_[index], ends_[index + 1] - ends_[index]};
  }

  [[nodiscard]] TokenType type(std::int32_t id) const noexcept {
    return types_[static_cast<std::size_t>(id)];
  }

  /// Makes `id` known to find(). Returns the id that has the same bytes already, else kNoToken.
  std::int32_t index(std::int32_t id);

  /// The indexed token with these bytes, or kNoToken.
  [[nodiscard]] std::int32_t find(std::string_view bytes) const noexcept;

 private:
  struct Slot {
    std::uint32_t tag = 0;  // upper half of the hash: most misses end without touching the arena
    std::int32_t id = kNoToken;
  };

  std::string arena_;
  std::vector<std::uint32_t> ends_ = {0};
  std::vector<TokenType> types_;
  std::vector<Slot> slots_;
  std::uint64_t seed_ = 0;
};

}  // namespace bitnet::runtime
