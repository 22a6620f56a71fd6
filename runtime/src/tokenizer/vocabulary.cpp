// SPDX-License-Identifier: Apache-2.0
// Open addressing with linear probing, at most half full.
#include "vocabulary.h"

#include "hashing.h"

#include <bit>
#include <random>

namespace bitnet::runtime {

std::uint64_t hash_seed() {
  static const std::uint64_t kSeed = [] {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32U | device();
  }();
  return kSeed;
}

void Vocabulary::reserve(std::size_t tokens, std::size_t bytes) {
  arena_.reserve(bytes);
  ends_.reserve(tokens + 1);
  types_.reserve(tokens);
  slots_.assign(std::bit_ceil(tokens * 2 + 1), Slot{});
  seed_ = hash_seed();
}

void Vocabulary::add(TokenType type) {
  ends_.push_back(static_cast<std::uint32_t>(arena_.size()));
  types_.push_back(type);
}

std::int32_t Vocabulary::index(std::int32_t id) {
  const std::string_view bytes = piece(id);
  const std::uint64_t hash = hash_bytes(bytes, seed_);
  const auto tag = static_cast<std::uint32_t>(hash >> 32U);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].id != kNoToken; at = (at + 1) & mask) {
    if (slots_[at].tag == tag && piece(slots_[at].id) == bytes) {
      return slots_[at].id;
    }
  }
  slots_[at] = {tag, id};
  return kNoToken;
}

std::int32_t Vocabulary::find(std::string_view bytes) const noexcept {
  const std::uint64_t hash = hash_bytes(bytes, seed_);
  const auto tag = static_cast<std::uint32_t>(hash >> 32U);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].id != kNoToken; at = (at + 1) & mask) {
    if (slots_[at].tag == tag && piece(slots_[at].id) == bytes) {
      return slots_[at].id;
    }
  }
  return kNoToken;
}

}  // namespace bitnet::runtime
