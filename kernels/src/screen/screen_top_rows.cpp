// SPDX-License-Identifier: Apache-2.0
// The screened head on top of an ISA's steps, behind the approximation of every row: compute the
// most promising rows exactly, and drop every row whose upper bound is below the k-th of these;
// refine the bounds of the rest and drop again; compute what is left. Compiled without the flags of
// any ISA.
#include "screen/screen_steps.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>
#include <numeric>

namespace bitnet::kernels {
namespace {

constexpr std::size_t kSpareSeeds = 8;     // more than k, because approximations are not in order
constexpr std::size_t kSeedSlack = 64;     // seeds are thinned out only when this many are too many
constexpr std::size_t kRefineBatch = 256;  // rows, kept on the stack

struct Seed {
  float approximation;
  std::uint32_t id;
};

constexpr std::size_t kSeedRoom = kScreenMaxTop + kSpareSeeds + kSeedSlack;

// Keeps the `wanted` largest approximations among the values it is shown.
class SeedPicker {
 public:
  SeedPicker(Seed* seeds, std::size_t wanted) noexcept : seeds_(seeds), wanted_(wanted) {}

  void show(float approximation, std::uint32_t id) noexcept {
    if (approximation > limit_) {
      seeds_[count_++] = {approximation, id};
      if (count_ == wanted_ + kSeedSlack) {
        thin_out();
      }
    }
  }

  std::size_t finish() noexcept {
    if (count_ > wanted_) {
      thin_out();
    }
    return count_;
  }

 private:
  void thin_out() noexcept {
    std::nth_element(
        seeds_, seeds_ + (wanted_ - 1), seeds_ + count_,
        [](const Seed& a, const Seed& b) noexcept { return a.approximation > b.approximation; });
    count_ = wanted_;
    limit_ = seeds_[wanted_ - 1].approximation;
  }

  Seed* seeds_;
  std::size_t wanted_;
  std::size_t count_ = 0;
  float limit_ = -std::numeric_limits<float>::infinity();
};

// The k-th largest of the values that are numbers, -Inf if there are fewer.
float kth_largest(float* values, std::size_t count, std::size_t k) noexcept {
  float* const end =
      std::remove_if(values, values + count, [](float value) noexcept { return value != value; });
  if (static_cast<std::size_t>(end - values) < k) {
    return -std::numeric_limits<float>::infinity();
  }
  float* const kth = values + (k - 1);
  std::nth_element(values, kth, end, [](float a, float b) noexcept { return a > b; });
  return *kth;
}

struct Screening {
  const ScreenSteps& steps;
  const DenseMatrix& head;
  const ScreenMatrix& screen;
  const ScreenQuery& query;
  std::size_t begin;
  std::size_t count;
  std::uint32_t* ids;
  float* logits;
  const float* approximation;  // of row begin + i
  const float* highest;
  Seed* seeds;
};

std::uint32_t every_row(const Screening& s) noexcept {
  std::iota(s.ids, s.ids + s.count, static_cast<std::uint32_t>(s.begin));
  s.steps.exact(s.head, s.query.x, s.ids, s.count, s.logits);
  return static_cast<std::uint32_t>(s.count);
}

// A value that at least k logits of the range reach; uses ids and logits as scratch.
float lower_limit(const Screening& s, std::size_t k, ScreenCounts& counts) noexcept {
  SeedPicker picker(s.seeds, k + kSpareSeeds);
  for (std::size_t i = 0; i < s.count; ++i) {
    picker.show(s.approximation[i], static_cast<std::uint32_t>(s.begin + i));
  }
  const std::size_t found = picker.finish();
  std::transform(s.seeds, s.seeds + found, s.ids,
                 [](const Seed& seed) noexcept { return seed.id; });
  s.steps.exact(s.head, s.query.x, s.ids, found, s.logits);
  counts.exact += static_cast<std::uint32_t>(found);
  return kth_largest(s.logits, found, k);
}

// Refines ids[begin, end) and moves those that may reach the limit to ids[kept...]; returns the new
// end of the kept ones.
std::size_t refine_batch(const Screening& s, float limit, std::size_t begin, std::size_t end,
                         std::size_t kept) noexcept {
  float coarse[kRefineBatch] = {};
  float highest[kRefineBatch] = {};
  for (std::size_t i = begin; i < end; ++i) {
    coarse[i - begin] = s.approximation[s.ids[i] - s.begin];
  }
  s.steps.refine(s.screen, s.query, s.ids + begin, end - begin, coarse, highest);
  for (std::size_t i = begin; i < end; ++i) {
    if (highest[i - begin] >= limit) {
      s.ids[kept++] = s.ids[i];
    }
  }
  return kept;
}

std::uint32_t undecided_rows(const Screening& s, float limit, ScreenCounts& counts) noexcept {
  std::size_t open = 0;
  for (std::size_t i = 0; i < s.count; ++i) {
    s.ids[open] = static_cast<std::uint32_t>(s.begin + i);
    open += s.highest[i] >= limit ? 1 : 0;
  }
  counts.refined += static_cast<std::uint32_t>(open);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < open; i += kRefineBatch) {
    kept = refine_batch(s, limit, i, std::min(i + kRefineBatch, open), kept);
  }
  return static_cast<std::uint32_t>(kept);
}

}  // namespace

std::size_t screen_scratch_bytes() noexcept {
  return kSeedRoom * sizeof(Seed);
}

std::uint32_t screen_top_rows(const ScreenSteps& steps, const DenseMatrix& head,
                              const ScreenMatrix& screen, const ScreenQuery& query,
                              std::uint32_t row_begin, std::uint32_t row_end, std::uint32_t k,
                              const ScreenCoarse& coarse, std::uint32_t* ids, float* logits,
                              void* scratch, ScreenCounts* counts) noexcept {
  assert(row_begin <= row_end && row_end <= head.rows && k >= 1);
  assert(screen.rows == head.rows && screen.cols == head.cols);
  *counts = {};
  const std::size_t count = row_end - row_begin;
  auto* const seeds = static_cast<Seed*>(scratch);
  const Screening s{
      steps,          head, screen, query, row_begin, count, ids, logits, coarse.approximation,
      coarse.highest, seeds};
  if (!query.usable || k > kScreenMaxTop || k + kSpareSeeds >= count) {
    counts->exact = static_cast<std::uint32_t>(count);
    return every_row(s);
  }
  const float limit = lower_limit(s, k, *counts);
  const std::uint32_t kept = undecided_rows(s, limit, *counts);
  counts->exact += kept;
  steps.exact(head, query.x, ids, kept, logits);
  return kept;
}

}  // namespace bitnet::kernels
