// SPDX-License-Identifier: Apache-2.0
// Filling the table; never more than half full.
#include "merge_table.h"

#include <bit>

namespace bitnet::runtime {

void MergeTable::reserve(std::size_t merges) {
  slots_.assign(std::bit_ceil(merges * 2 + 1), Slot{});
  mask_ = slots_.size() - 1;
  seed_ = hash_seed();
}

bool MergeTable::add(std::int32_t left, std::int32_t right, std::int32_t merged) {
  const std::uint64_t key = key_of(left, right);
  const std::uint32_t rank = ranks_++;
  std::size_t at = hash_number(key, seed_) & mask_;
  for (; slots_[at].key != kFree; at = (at + 1) & mask_) {
    if (slots_[at].key == key) {
      return false;
    }
  }
  slots_[at] = {key, {rank, merged}};
  return true;
}

}  // namespace bitnet::runtime
