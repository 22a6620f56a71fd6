// SPDX-License-Identifier: Apache-2.0
// One thread's part in a pass of several tokens (of one: forward_token.h). How the work is divided:
// A few tokens: the threads share out first tokens, then rows. Many: each thread takes its own
// tokens through whole matrices and meets the others only around attention.
#pragma once

#include "model/forward.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

#include <cstddef>
#include <cstdint>

namespace bitnet::runtime {

class ForwardThread {
 public:
  ForwardThread(const Pass& pass, unsigned thread, unsigned threads);
  void run();

 private:
  enum class Division { kRows, kTokens };

  /// Tokens [begin, end) of the pass.
  struct Tokens {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    [[nodiscard]] std::uint32_t count() const { return end - begin; }
  };

  /// A vector for each token from `first` on.
  struct Rows {
    float* data = nullptr;
    std::size_t stride = 0;
    std::uint32_t first = 0;

    [[nodiscard]] float* row(std::uint32_t token) const { return data + (token - first) * stride; }
  };

  [[nodiscard]] bool by_tokens() const { return division_ == Division::kTokens; }

  // Where threads share a matrix's rows they wait for each other's.
  void meet() const {
    if (!by_tokens()) {
      pass_.pool.barrier();
    }
  }

  void embed();

  // Whether the pass is to end here. Thread 0 asks; behind the next barrier all know.
  void look_for_stop() const;

  // x of `tokens`, normalised (unless weight is null) and quantised.
  [[nodiscard]] kernels::Int8Rows quantised(Rows x, std::uint32_t cols, const float* weight,
                                            Tokens tokens, QuantSite site);

  [[nodiscard]] Share row_share(std::uint32_t rows) const;

  // y of the tokens of `x` = w x, rows of `share`.
  void product(const kernels::MatmulWeights& w, const kernels::Int8Rows& x, Share share, Rows y);

  // Attention: q, k, v of tokens, rope, keys and values into the cache; then the weighted sums.
  void project();
  void project_tokens(Tokens tokens);
  void attend();

  // The rest of a layer.
  void finish_layer();
  void finish_tokens(Tokens tokens, TokenBlock& block);
  void add_product(const kernels::MatmulWeights& w, const kernels::Int8Rows& x, Tokens tokens,
                   Rows y);
  void activate(Tokens tokens, Share share, Rows gate, Rows up);

  // Tests look on.
  void tap_hidden() const;
  void tap_quantised(const TokenBlock& block, std::size_t slot, std::uint32_t token,
                     std::uint32_t cols, QuantSite site) const;

  const Pass& pass_;
  const ModelConfig& config_;
  const kernels::KernelTable& table_;
  Activations& buffers_;
  ThreadBuffers& mine_;
  unsigned thread_;
  unsigned threads_;
  std::uint32_t tokens_;
  Rows hidden_;
  Rows attended_;
  Division division_ = Division::kRows;
  Tokens own_;
  std::uint32_t layer_ = 0;
  const LayerWeights* weights_ = nullptr;
};

}  // namespace bitnet::runtime
