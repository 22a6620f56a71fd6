// SPDX-License-Identifier: Apache-2.0
// From a pair of token ids to the rank of their merge and the id that it makes.
#pragma once

#include "hashing.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bitnet::runtime {

/// Rank of a pair that does not merge; greater than every rank.
inline constexpr std::uint32_t kNoRank = 0xFFFFFFFFU;

struct Merge {
  std::uint32_t rank = kNoRank;
  std::int32_t id = -1;
};

class MergeTable {
 public:
  /// For `merges` calls of add().
  void reserve(std::size_t merges);

  /// The next merge; its rank is the number of calls before. False if the pair has a rank already:
  /// the earlier one stays.
  bool add(std::int32_t left, std::int32_t right, std::int32_t merged);

  [[nodiscard]] Merge find(std::int32_t left, std::int32_t right) const noexcept {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t at = hash_number(key, seed_) & mask_;; at = (at + 1) & mask_) {
      if (slots_[at].key == key) {
        return slots_[at].merge;
      }
      if (slots_[at].key == kFree) {
        return {};
      }
    }
  }

  /// Number of add() calls: every rank is below.
  [[nodiscard]] std::uint32_t ranks() const noexcept { return ranks_; }

 private:
  static constexpr std::uint64_t kFree = ~std::uint64_t{0};  // no pair of ids >= 0

  struct Slot {
    std::uint64_t key = kFree;
    Merge merge;
  };

  static std::uint64_t key_of(std::int32_t left, std::int32_t right) noexcept {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U |
           static_cast<std::uint32_t>(right);
  }

  std::vector<Slot> slots_ = std::vector<Slot>(1);
  std::size_t mask_ = 0;
  std::uint64_t seed_ = 0;
  std::uint32_t ranks_ = 0;
};

}  // namespace bitnet::runtime
