// SPDX-License-Identifier: Apache-2.0
// One thread's part in a pass of a single token: stages (stages.h) whose items are rows of matrices
// or heads. Every thread normalises and quantises a stage's input for itself, computes items into
// its own buffers and commits them, so that a thread that is not running stops nobody.
#pragma once

#include "model/forward.h"
#include "model/stage_thread.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

#include <cstddef>
#include <cstdint>

namespace bitnet::runtime {

class TokenThread {
 public:
  TokenThread(const Pass& pass, unsigned thread, unsigned threads) noexcept;
  void run();

 private:
  /// Where a product's input comes from.
  struct Input {
    const float* values = nullptr;
    std::uint32_t cols = 0;
    const float* norm = nullptr;  // nullptr: not normalised
    QuantSite site = QuantSite::kAttention;
  };

  void embed();
  void project();
  void attend();
  void add_product(const kernels::MatmulWeights& w, const Cuts& cuts, const Input& input);
  void feed();

  // The input, quantised into this thread's block.
  void quantise(const Input& input, bool first);
  [[nodiscard]] kernels::Int8Rows quantised(std::uint32_t cols) const;

  // Rows of groups [share.begin, share.end) of w x into y[row]; the rows.
  Share product(const kernels::MatmulWeights& w, Share groups, float* y);
  [[nodiscard]] static Share rows_of(const kernels::MatmulWeights& w, Share groups);
  [[nodiscard]] Cuts cuts_of(const kernels::MatmulWeights& w, std::uint32_t matrices) const;

  void tap_hidden(std::uint32_t layer) const;

  const Pass& pass_;
  const ModelConfig& config_;
  const kernels::KernelTable& table_;
  Activations& buffers_;
  ThreadBuffers& mine_;
  unsigned thread_;
  unsigned threads_;
  std::uint32_t heads_at_once_;
  Cuts one_;  // an item for all
  Cuts projections_;
  Cuts heads_;
  Cuts output_;
  Cuts feed_;
  Cuts down_;
  StageThread stages_;
  std::uint32_t layer_ = 0;
  const LayerWeights* weights_ = nullptr;
};

}  // namespace bitnet::runtime
