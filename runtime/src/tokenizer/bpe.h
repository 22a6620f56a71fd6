// SPDX-License-Identifier: Apache-2.0
// The merging of one piece: of all adjacent pairs that merge, the one of lowest rank (the leftmost
// of several) becomes one symbol, until none is left.
#pragma once

#include "merge_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Id of each single byte.
using ByteIds = std::array<std::int32_t, 256>;

/// Memory of merge_piece(), reused.
class BpeWorkspace {
 public:
  /// Appends the ids of `piece` (1 to 2^31 - 1 bytes) to `ids`. Pieces up to kScanned bytes are
  /// merged by scanning for the best pair; longer ones with one queue of positions per rank:
  /// n log n steps, about 30 bytes of memory per byte.
  void merge_piece(const MergeTable& merges, const ByteIds& byte_ids, std::string_view piece,
                   std::vector<std::int32_t>& ids);

  static constexpr std::size_t kScanned = 48;

 private:
  // A symbol of a long piece, at the position of its first byte.
  struct Symbol {
    std::int32_t id;
    std::uint32_t next;      // position of the next symbol; the piece's length at the end
    std::uint32_t previous;  // of the first one: kNone
    std::uint32_t rank;      // of the pair with the next symbol; kNoRank also if merged away
  };

  // Positions at which a pair had this rank when they were added; symbols change, so each is
  // checked when its turn comes.
  struct Queue {
    std::vector<std::uint32_t> positions;
    std::size_t done = 0;
    bool sorted = true;  // positions from `done` on
    std::uint32_t rank = 0;
  };

  void merge_short(const MergeTable& merges, const ByteIds& byte_ids, std::string_view piece,
                   std::vector<std::int32_t>& ids);
  void merge_long(const MergeTable& merges, const ByteIds& byte_ids, std::string_view piece,
                  std::vector<std::int32_t>& ids);
  void start(const MergeTable& merges, const ByteIds& byte_ids, std::string_view piece);
  void enqueue(std::uint32_t position, std::uint32_t rank);
  [[nodiscard]] bool run_queue(const MergeTable& merges, std::uint32_t index);
  [[nodiscard]] std::uint32_t merge_at(const MergeTable& merges, std::uint32_t position);
  std::uint32_t rank_pair(const MergeTable& merges, std::uint32_t position);
  void release(std::uint32_t index);

  std::vector<Symbol> symbols_;
  std::vector<std::uint32_t> queue_of_rank_;  // index into queues_, kNone = none
  std::vector<Queue> queues_;
  std::vector<std::uint32_t> free_queues_;
  std::vector<std::uint32_t> waiting_;  // ranks with a queue, as a heap with the least on top
};

}  // namespace bitnet::runtime
