// SPDX-License-Identifier: Apache-2.0
// One pass over blocks: a block whose greatest logit cannot enter the heap of the best is skipped.
// Greatest and least are taken of integers in the order of the floats, which compilers vectorise.
#include "select_best.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kBlock = 64;

// Larger selections are partitioned instead: a heap of this many is slow to fill.
constexpr std::size_t kMaxHeap = 2048;

// An integer that is ordered as the float is, -0 as +0 (adding +0 makes it that). NaNs are above
// +Inf or below -Inf.
std::int32_t order_key(float value) {
  const auto bits = std::bit_cast<std::int32_t>(value + 0.0F);
  return bits ^ static_cast<std::int32_t>(static_cast<std::uint32_t>(bits >> 31) >> 1U);
}

constexpr std::int32_t kPlusInfinity = 0x7F800000;
constexpr std::int32_t kMinusInfinity = -0x7F800001;

struct Range {
  std::int32_t least;
  std::int32_t greatest;
};

Range range_of(std::span<const float> logits) {
  Range range{std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min()};
  for (const float logit : logits) {
    const std::int32_t key = order_key(logit);
    range.least = std::min(range.least, key);
    range.greatest = std::max(range.greatest, key);
  }
  return range;
}

TokenLogit token_at(const LogitView& view, std::size_t index) {
  const std::int32_t id = view.ids.empty() ? static_cast<std::int32_t>(index) : view.ids[index];
  return {id, view.logits[index]};
}

void partition_best(const LogitView& view, std::size_t count, std::vector<TokenLogit>& best) {
  for (std::size_t i = 0; i < view.logits.size(); ++i) {
    best.push_back(token_at(view, i));
  }
  const auto end = best.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(best.begin(), end - 1, best.end(), better);
  best.erase(end, best.end());
  std::sort(best.begin(), best.end(), better);
}

// `best` is a heap with the worst on top.
void offer(const TokenLogit& token, std::size_t count, std::vector<TokenLogit>& best) {
  if (best.size() == count) {
    if (!better(token, best.front())) {
      return;
    }
    std::pop_heap(best.begin(), best.end(), better);
    best.pop_back();
  }
  best.push_back(token);
  std::push_heap(best.begin(), best.end(), better);
}

}  // namespace

Result<void> check_logits(LogitView view) {
  if (view.logits.empty()) {
    return usage_error("there are no logits to choose from");
  }
  if (!view.ids.empty() && view.ids.size() != view.logits.size()) {
    return usage_error(fmt::format("{} logits with {} ids, one id for each wanted",
                                   view.logits.size(), view.ids.size()));
  }
  const Range range = range_of(view.logits);
  if (range.least < kMinusInfinity || range.greatest >= kPlusInfinity) {
    std::size_t at = 0;
    while (!(std::isnan(view.logits[at]) || view.logits[at] == INFINITY)) {
      ++at;
    }
    return tl::unexpected(
        Error{ExitCode::kFailed, fmt::format("the logit of token {} is {}, a finite number wanted",
                                             token_at(view, at).id, view.logits[at])});
  }
  if (range.greatest == kMinusInfinity) {
    return tl::unexpected(Error{ExitCode::kFailed, "the logits of all tokens are -inf"});
  }
  return {};
}

void select_best(LogitView view, std::size_t count, std::vector<TokenLogit>& best) {
  const std::size_t size = view.logits.size();
  const std::size_t wanted = std::min(count, size);
  best.clear();
  if (wanted == 0) {
    return;
  }
  if (wanted > kMaxHeap) {
    partition_best(view, wanted, best);
    return;
  }
  for (std::size_t begin = 0; begin < size; begin += kBlock) {
    const std::size_t end = std::min(begin + kBlock, size);
    const bool full = best.size() == wanted;
    // An equal logit may still be better by its id.
    if (full && range_of(view.logits.subspan(begin, end - begin)).greatest <
                    order_key(best.front().logit)) {
      continue;
    }
    for (std::size_t i = begin; i < end; ++i) {
      offer(token_at(view, i), wanted, best);
    }
  }
  std::sort_heap(best.begin(), best.end(), better);
}

}  // namespace bitnet::runtime
