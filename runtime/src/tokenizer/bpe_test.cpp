// SPDX-License-Identifier: Apache-2.0
// Both ways of merging against the definition, on random merges: also such that no training gives.
#include "bpe.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace bitnet::runtime {
namespace {

using Ids = std::vector<std::int32_t>;

ByteIds identity_bytes() {
  ByteIds ids;
  std::iota(ids.begin(), ids.end(), 0);
  return ids;
}

// The definition: look at all pairs, merge the leftmost one of lowest rank, again.
Ids merged_by_definition(const MergeTable& merges, std::string_view piece) {
  Ids ids;
  for (const char c : piece) {
    ids.push_back(static_cast<unsigned char>(c));
  }
  while (true) {
    Merge best;
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
      const Merge merge = merges.find(ids[i], ids[i + 1]);
      if (merge.rank < best.rank) {
        best = merge;
        at = i;
      }
    }
    if (best.rank == kNoRank) {
      return ids;
    }
    ids[at] = best.id;
    ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
}

Ids merged(const MergeTable& merges, std::string_view piece, BpeWorkspace& workspace) {
  static const ByteIds kBytes = identity_bytes();
  Ids ids;
  workspace.merge_piece(merges, kBytes, piece, ids);
  return ids;
}

// `count` merges of earlier symbols over `letters` letters, in an order of ranks that is shuffled,
// so that a merge can make pairs of lower rank.
MergeTable random_merges(std::mt19937& random, int letters, int count) {
  struct Entry {
    std::int32_t left;
    std::int32_t right;
    std::int32_t merged;
  };

  Ids symbols;
  for (int i = 0; i < letters; ++i) {
    symbols.push_back('a' + i);
  }
  std::vector<Entry> entries;
  for (int i = 0; i < count; ++i) {
    const Entry entry{symbols[random() % symbols.size()], symbols[random() % symbols.size()],
                      256 + i / 2};
    entries.push_back(entry);
    if (i % 2 == 1) {
      symbols.push_back(entry.merged);  // after its second merge: no symbol is a half of itself
    }
  }
  std::shuffle(entries.begin(), entries.end(), random);
  MergeTable merges;
  merges.reserve(entries.size());
  for (const Entry& entry : entries) {
    merges.add(entry.left, entry.right, entry.merged);
  }
  return merges;
}

std::string random_text(std::mt19937& random, int letters, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += static_cast<char>('a' + static_cast<int>(random() % static_cast<unsigned>(letters)));
  }
  return text;
}

TEST_CASE("bpe: short and long pieces as the definition says, one workspace for all") {
  std::mt19937 random(20240607);
  BpeWorkspace workspace;
  for (int round = 0; round < 300; ++round) {
    const int letters = 1 + static_cast<int>(random() % 4);
    const MergeTable merges = random_merges(random, letters, 1 + static_cast<int>(random() % 40));
    const std::size_t size = 1 + random() % 150;
    const std::string text = random_text(random, letters, size);
    CAPTURE(round);
    CAPTURE(text);
    REQUIRE(merged(merges, text, workspace) == merged_by_definition(merges, text));
  }
}

TEST_CASE("bpe: sizes around the border between the two ways") {
  std::mt19937 random(7);
  BpeWorkspace workspace;
  const MergeTable merges = random_merges(random, 2, 60);
  for (std::size_t size = BpeWorkspace::kScanned - 2; size <= BpeWorkspace::kScanned + 2; ++size) {
    const std::string text = random_text(random, 2, size);
    CHECK(merged(merges, text, workspace) == merged_by_definition(merges, text));
  }
}

TEST_CASE("bpe: of equal ranks the leftmost pair comes first") {
  MergeTable merges;
  merges.reserve(1);
  merges.add('a', 'a', 256);
  BpeWorkspace workspace;
  CHECK(merged(merges, "aaa", workspace) == Ids{256, 'a'});
  const std::string odd(101, 'a');
  Ids wanted(50, 256);
  wanted.push_back('a');
  CHECK(merged(merges, odd, workspace) == wanted);
}

TEST_CASE("bpe: without merges and with single bytes nothing changes") {
  const MergeTable none;
  BpeWorkspace workspace;
  CHECK(merged(none, "x", workspace) == Ids{'x'});
  CHECK(merged(none, std::string(100, 'x'), workspace) == Ids(100, 'x'));
}

TEST_CASE("bpe: a pair keeps its first rank") {
  MergeTable merges;
  merges.reserve(2);
  CHECK(merges.add('a', 'b', 256));
  CHECK_FALSE(merges.add('a', 'b', 257));
  CHECK(merges.find('a', 'b').id == 256);
  CHECK(merges.find('a', 'b').rank == 0);
  CHECK(merges.find('b', 'a').rank == kNoRank);
  CHECK(merges.ranks() == 2);
}

}  // namespace
}  // namespace bitnet::runtime
