// SPDX-License-Identifier: Apache-2.0
// Both ways of merging. They give the same ids; the border between them is a matter of speed.
#include "bpe.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace bitnet::runtime {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// Above this, memory is given back after use: 16 MiB of symbols, 1 MiB of positions.
constexpr std::size_t kKeptSymbols = std::size_t{1} << 20U;
constexpr std::size_t kKeptPositions = std::size_t{1} << 18U;

template <typename T>
void clear_or_free(std::vector<T>& values, std::size_t kept) {
  if (values.capacity() > kept) {
    std::vector<T>().swap(values);
  }
  values.clear();
}

std::int32_t byte_id(const ByteIds& byte_ids, char byte) {
  return byte_ids[static_cast<unsigned char>(byte)];
}

}  // namespace

void BpeWorkspace::merge_piece(const MergeTable& merges, const ByteIds& byte_ids,
                               std::string_view piece, std::vector<std::int32_t>& ids) {
  if (piece.size() <= kScanned) {
    merge_short(merges, byte_ids, piece, ids);
  } else {
    merge_long(merges, byte_ids, piece, ids);
  }
}

void BpeWorkspace::merge_short(const MergeTable& merges, const ByteIds& byte_ids,
                               std::string_view piece, std::vector<std::int32_t>& ids) {
  std::array<std::int32_t, kScanned> symbols;
  std::array<Merge, kScanned> pairs;  // pairs[i]: of symbols i and i + 1
  std::size_t count = piece.size();
  for (std::size_t i = 0; i < count; ++i) {
    symbols[i] = byte_id(byte_ids, piece[i]);
  }
  for (std::size_t i = 0; i + 1 < count; ++i) {
    pairs[i] = merges.find(symbols[i], symbols[i + 1]);
  }
  while (count > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < count; ++i) {
      best = pairs[i].rank < pairs[best].rank ? i : best;
    }
    if (pairs[best].rank == kNoRank) {
      break;
    }
    symbols[best] = pairs[best].id;
    --count;
    std::move(symbols.begin() + best + 2, symbols.begin() + count + 1, symbols.begin() + best + 1);
    std::move(pairs.begin() + best + 1, pairs.begin() + count, pairs.begin() + best);
    if (best + 1 < count) {
      pairs[best] = merges.find(symbols[best], symbols[best + 1]);
    }
    if (best > 0) {
      pairs[best - 1] = merges.find(symbols[best - 1], symbols[best]);
    }
  }
  ids.insert(ids.end(), symbols.begin(), symbols.begin() + count);
}

void BpeWorkspace::merge_long(const MergeTable& merges, const ByteIds& byte_ids,
                              std::string_view piece, std::vector<std::int32_t>& ids) {
  start(merges, byte_ids, piece);
  while (!waiting_.empty()) {
    std::pop_heap(waiting_.begin(), waiting_.end(), std::greater<>());
    const std::uint32_t rank = waiting_.back();
    waiting_.pop_back();
    const std::uint32_t queue = queue_of_rank_[rank];
    if (run_queue(merges, queue)) {
      release(queue);
    } else {
      waiting_.push_back(rank);
      std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
    }
  }
  for (std::size_t at = 0; at < symbols_.size(); at = symbols_[at].next) {
    ids.push_back(symbols_[at].id);
  }
  clear_or_free(symbols_, kKeptSymbols);
}

void BpeWorkspace::start(const MergeTable& merges, const ByteIds& byte_ids,
                         std::string_view piece) {
  queue_of_rank_.resize(merges.ranks(), kNone);  // all kNone between pieces
  symbols_.resize(piece.size());
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const auto at = static_cast<std::uint32_t>(i);
    symbols_[i] = {byte_id(byte_ids, piece[i]), at + 1, i == 0 ? kNone : at - 1, kNoRank};
  }
  for (std::size_t i = 0; i < piece.size(); ++i) {
    rank_pair(merges, static_cast<std::uint32_t>(i));
  }
}

std::uint32_t BpeWorkspace::rank_pair(const MergeTable& merges, std::uint32_t position) {
  Symbol& symbol = symbols_[position];
  symbol.rank = symbol.next == symbols_.size()
                    ? kNoRank
                    : merges.find(symbol.id, symbols_[symbol.next].id).rank;
  if (symbol.rank != kNoRank) {
    enqueue(position, symbol.rank);
  }
  return symbol.rank;
}

void BpeWorkspace::enqueue(std::uint32_t position, std::uint32_t rank) {
  std::uint32_t& index = queue_of_rank_[rank];
  if (index == kNone) {
    if (free_queues_.empty()) {
      free_queues_.push_back(static_cast<std::uint32_t>(queues_.size()));
      queues_.emplace_back();
    }
    index = free_queues_.back();
    free_queues_.pop_back();
    queues_[index].rank = rank;
    waiting_.push_back(rank);
    std::push_heap(waiting_.begin(), waiting_.end(), std::greater<>());
  }
  Queue& queue = queues_[index];
  if (!queue.positions.empty() && position < queue.positions.back()) {
    queue.sorted = false;
  }
  queue.positions.push_back(position);
}

// False if a pair of lower rank appeared before the end: that one is next. The queue itself never
// grows meanwhile, because a merge makes pairs of a longer symbol than both of its own.
bool BpeWorkspace::run_queue(const MergeTable& merges, std::uint32_t index) {
  {
    Queue& queue = queues_[index];
    if (!queue.sorted) {
      std::sort(queue.positions.begin() + static_cast<std::ptrdiff_t>(queue.done),
                queue.positions.end());
      queue.sorted = true;
    }
  }
  const std::uint32_t rank = queues_[index].rank;
  const std::size_t size = queues_[index].positions.size();
  std::size_t done = queues_[index].done;
  bool lower_rank = false;
  while (done < size && !lower_rank) {
    const std::uint32_t position = queues_[index].positions[done++];
    lower_rank = symbols_[position].rank == rank && merge_at(merges, position) < rank;
  }
  queues_[index].done = done;
  return done == size;
}

std::uint32_t BpeWorkspace::merge_at(const MergeTable& merges, std::uint32_t position) {
  Symbol& left = symbols_[position];
  Symbol& right = symbols_[left.next];
  left.id = merges.find(left.id, right.id).id;
  right.rank = kNoRank;
  left.next = right.next;
  if (left.next < symbols_.size()) {
    symbols_[left.next].previous = position;
  }
  const std::uint32_t before = left.previous == kNone ? kNoRank : rank_pair(merges, left.previous);
  return std::min(before, rank_pair(merges, position));
}

void BpeWorkspace::release(std::uint32_t index) {
  Queue& queue = queues_[index];
  queue_of_rank_[queue.rank] = kNone;
  clear_or_free(queue.positions, kKeptPositions);
  queue.done = 0;
  queue.sorted = true;
  free_queues_.push_back(index);
}

}  // namespace bitnet::runtime
