// SPDX-License-Identifier: Apache-2.0
// One thread's part in the output head behind one token: stages (stages.h) whose items are rows.
// Either every logit; or first approximations and bounds of all rows, then, for each of a fixed
// number of ranges, the rows that may be among the best of that range. What is found depends on the
// ranges, never on which thread did what.
#pragma once

#include "model/stage_thread.h"
#include "model/weights.h"

#include <bitnet/kernels/screen.h>
#include <bitnet/runtime/model.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace bitnet::runtime {

/// Rows are handed out in groups, whole cache lines of logits.
inline constexpr std::size_t kHeadRowGroup = 64;

/// Ranges of rows whose candidates are sought together: one a thread.
[[nodiscard]] std::uint32_t head_ranges(unsigned threads) noexcept;
[[nodiscard]] Share head_range(std::uint32_t vocab, std::uint32_t range,
                               std::uint32_t ranges) noexcept;

/// Rows of the largest item.
[[nodiscard]] std::size_t head_item_rows(std::uint32_t vocab, unsigned threads) noexcept;

/// What was found in one range: ids and logits lie at its first row.
struct HeadRange {
  std::uint32_t found = 0;
  kernels::ScreenCounts counts;
};

/// A thread's own memory.
struct HeadThreadBuffers {
  float* normed = nullptr;  // embd
  float* values = nullptr;  // 2 x head_item_rows if screened, else 1 x
  // Only if screened:
  std::uint32_t* ids = nullptr;     // head_item_rows
  std::int8_t* planes = nullptr;    // screen_query_bytes
  std::uint8_t* scratch = nullptr;  // screen_scratch_bytes
};

/// The same for all threads.
struct HeadWork {
  const Model& model;
  Stages& stages;         // restarted
  const float* hidden;    // embd
  std::uint32_t top = 0;  // candidates for that many; 0 = every logit
  float* logits;          // vocab
  std::uint32_t* found;   // vocab; these and the rest only for candidates
  float* approximation;   // vocab
  float* highest;         // vocab
  std::span<HeadRange> ranges;
};

class HeadThread {
 public:
  HeadThread(const HeadWork& work, HeadThreadBuffers& mine, unsigned threads) noexcept;
  void run();

 private:
  void every_logit();
  void approximate();
  void candidates();

  void normalise();
  [[nodiscard]] Share rows_of(Share groups) const noexcept;

  const HeadWork& work_;
  const ModelConfig& config_;
  const ModelWeights& weights_;
  const kernels::KernelTable& table_;
  HeadThreadBuffers& mine_;
  StageThread stages_;
  Cuts groups_;
  Cuts ranges_;
  kernels::ScreenQuery query_;
  bool normalised_ = false;
  HeadRange range_;  // the item in progress
};

}  // namespace bitnet::runtime
