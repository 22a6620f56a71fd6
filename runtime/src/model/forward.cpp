// SPDX-License-Identifier: Apache-2.0
// A pass of several tokens through the layers, attention excepted (forward_attention.cpp).
#include "model/forward_thread.h"
#include "model/forward_token.h"

#include <algorithm>

namespace bitnet::runtime {

using kernels::Int8Rows;
using kernels::MatmulWeights;

ForwardThread::ForwardThread(const Pass& pass, unsigned thread, unsigned threads)
    : pass_(pass),
      config_(pass.model.config()),
      table_(pass.model.kernels()),
      buffers_(pass.buffers),
      mine_(pass.buffers.thread[thread]),
      thread_(thread),
      threads_(threads),
      tokens_(static_cast<std::uint32_t>(pass.ids.size())),
      hidden_{buffers_.hidden, config_.embd, 0},
      attended_{buffers_.attended, config_.embd, 0} {
  division_ = splits_tokens(tokens_, threads_) ? Division::kTokens : Division::kRows;
  const std::size_t group = division_ == Division::kTokens ? kernels::kMatmulTokenBlock : 1;
  const Share own = share_of(tokens_, group, thread_, threads_);
  own_ = {static_cast<std::uint32_t>(own.begin), static_cast<std::uint32_t>(own.end)};
}

void ForwardThread::run() {
  embed();
  for (layer_ = 0; layer_ < config_.layers; ++layer_) {
    tap_hidden();
    weights_ = &pass_.model.weights().layers[layer_];
    project();
    look_for_stop();
    pass_.pool.barrier();
    if (pass_.stopped) {
      return;
    }
    attend();
    pass_.pool.barrier();
    finish_layer();
  }
  pass_.pool.barrier();
  tap_hidden();
}

// Written between two barriers that every thread passes, read behind the second.
void ForwardThread::look_for_stop() const {
  if (thread_ == 0 && pass_.stop != nullptr && pass_.stop->load(std::memory_order_relaxed)) {
    pass_.stopped = true;
  }
}

void ForwardThread::embed() {
  const kernels::DenseMatrix& matrix = pass_.model.weights().embedding;
  const std::size_t row_bytes = kernels::dense_row_bytes(matrix.type, matrix.cols);
  const std::size_t half = config_.rope_dim / 2;
  for (std::uint32_t t = own_.begin; t < own_.end; ++t) {
    const auto id = static_cast<std::size_t>(pass_.ids[t]);
    kernels::counted_embedding_row(table_, matrix.type, matrix.data + id * row_bytes, matrix.cols,
                                   hidden_.row(t));
    kernels::rope_table(config_.rope_dim, config_.rope_base, pass_.position + t,
                        buffers_.cos + t * half, buffers_.sin + t * half);
  }
  meet();
}

// Each thread's own tokens; where rows are shared out all tokens become visible to all threads.
kernels::Int8Rows ForwardThread::quantised(Rows x, std::uint32_t cols, const float* weight,
                                           Tokens tokens, QuantSite site) {
  const std::size_t stride = kernels::int8_stride(cols);
  TokenBlock& block = division_ == Division::kRows ? buffers_.shared : mine_.block;
  const Tokens part = division_ == Division::kRows ? own_ : tokens;
  for (std::uint32_t t = part.begin; t < part.end; ++t) {
    const std::size_t slot = t - tokens.begin;
    const float* row = x.row(t);
    if (weight != nullptr) {
      kernels::counted_rmsnorm(table_, row, weight, cols, config_.rms_eps, mine_.normed);
      row = mine_.normed;
    }
    kernels::counted_quantize_row(table_, row, cols, block.q + slot * stride, block.scale + slot,
                                  block.sum + slot);
    tap_quantised(block, slot, t, cols, site);
  }
  if (division_ == Division::kRows) {
    pass_.pool.barrier();
  }
  return {block.q, block.scale, block.sum, tokens.count(), cols, stride};
}

Share ForwardThread::row_share(std::uint32_t rows) const {
  return by_tokens() ? Share{0, rows} : share_of(rows, kernels::kMatmulRowGroup, thread_, threads_);
}

// y of token i of `x` = w x, rows of `share`.
void ForwardThread::product(const MatmulWeights& w, const Int8Rows& x, Share share, Rows y) {
  if (share.begin < share.end) {
    kernels::counted_matmul(table_, w, x, static_cast<std::uint32_t>(share.begin),
                            static_cast<std::uint32_t>(share.end), y.data, y.stride, mine_.matmul);
  }
}

void ForwardThread::finish_layer() {
  if (by_tokens()) {
    for (std::uint32_t t = own_.begin; t < own_.end; t += kThreadBlock) {
      finish_tokens({t, std::min(t + kThreadBlock, own_.end)}, mine_.block);
    }
  } else {
    finish_tokens({0, tokens_}, buffers_.shared);
  }
}

void ForwardThread::finish_tokens(Tokens tokens, TokenBlock& block) {
  const std::uint32_t embd = config_.embd;
  const std::uint32_t ff = config_.ff;
  const Rows out = {block.product, embd, tokens.begin};
  add_product(
      weights_->o,
      quantised(attended_, embd, weights_->attn_sub_norm, tokens, QuantSite::kAttentionOutput),
      tokens, out);
  meet();

  const Int8Rows f = quantised(hidden_, embd, weights_->ffn_norm, tokens, QuantSite::kFeedForward);
  const Share share = row_share(ff);
  const Rows gate = {block.gate, ff, tokens.begin};
  const Rows up = {block.up, ff, tokens.begin};
  product(weights_->gate, f, share, gate);
  product(weights_->up, f, share, up);
  activate(tokens, share, gate, up);
  meet();

  add_product(weights_->down, quantised(gate, ff, weights_->ffn_sub_norm, tokens, QuantSite::kDown),
              tokens, out);
  meet();
}

// hidden += w x
void ForwardThread::add_product(const MatmulWeights& w, const Int8Rows& x, Tokens tokens, Rows y) {
  const Share share = row_share(w.rows);
  product(w, x, share, y);
  for (std::uint32_t t = tokens.begin; t < tokens.end && share.begin < share.end; ++t) {
    kernels::counted_add(table_, hidden_.row(t) + share.begin, y.row(t) + share.begin,
                         share.end - share.begin);
  }
}

// gate = act(gate) * up
void ForwardThread::activate(Tokens tokens, Share share, Rows gate, Rows up) {
  const std::size_t n = share.end - share.begin;
  for (std::uint32_t t = tokens.begin; t < tokens.end && n > 0; ++t) {
    float* g = gate.row(t) + share.begin;
    const float* u = up.row(t) + share.begin;
    if (config_.act == Activation::kRelu2) {
      kernels::counted_relu2_mul(table_, g, u, n, g);
    } else {
      kernels::counted_silu_mul(table_, g, u, n, g);
    }
  }
}

void ForwardThread::tap_hidden() const {
  if (pass_.tap == nullptr) {
    return;
  }
  const bool every_thread_its_own = by_tokens();
  const Tokens seen = every_thread_its_own ? own_ : Tokens{0, thread_ == 0 ? tokens_ : 0};
  for (std::uint32_t t = seen.begin; t < seen.end; ++t) {
    pass_.tap->hidden(layer_, pass_.position + t, {hidden_.row(t), config_.embd});
  }
}

void ForwardThread::tap_quantised(const TokenBlock& block, std::size_t slot, std::uint32_t token,
                                  std::uint32_t cols, QuantSite site) const {
  if (pass_.tap != nullptr) {
    pass_.tap->quantised(layer_, site, pass_.position + token,
                         {block.q + slot * kernels::int8_stride(cols), cols}, block.scale[slot]);
  }
}

void forward(const Pass& pass, unsigned thread, unsigned threads) noexcept {
  if (pass.ids.size() == 1) {
    TokenThread(pass, thread, threads).run();
  } else {
    ForwardThread(pass, thread, threads).run();
  }
}

}  // namespace bitnet::runtime
