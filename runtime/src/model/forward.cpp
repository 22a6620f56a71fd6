// SPDX-License-Identifier: Apache-2.0
// How the work of a pass is divided. One token: every thread normalises and quantises it for itself
// and computes a part of each matrix's rows. A few tokens: the threads share out first tokens, then
// rows. Many: each thread takes its own tokens through whole matrices and meets the others only
// around attention.
#include "model/forward.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitnet::runtime {
namespace {

using kernels::Int8Rows;
using kernels::MatmulWeights;

enum class Division { kOneToken, kRows, kTokens };

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

// Query tokens that attention works on at once: enough to use a row of K several times, few enough
// that the early ones do not wait for much of the triangle that they must not see.
constexpr std::uint32_t kAttentionTokens = 32;

class ForwardThread {
 public:
  ForwardThread(const Pass& pass, unsigned thread, unsigned threads)
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
    division_ = tokens_ == 1                       ? Division::kOneToken
                : splits_tokens(tokens_, threads_) ? Division::kTokens
                                                   : Division::kRows;
    const std::size_t group = division_ == Division::kTokens ? kernels::kMatmulTokenBlock : 1;
    const Share own = share_of(tokens_, group, thread_, threads_);
    own_ = {static_cast<std::uint32_t>(own.begin), static_cast<std::uint32_t>(own.end)};
  }

  void run() {
    embed();
    for (layer_ = 0; layer_ < config_.layers; ++layer_) {
      tap_hidden();
      weights_ = &pass_.model.weights().layers[layer_];
      project();
      pass_.pool.barrier();
      attend();
      pass_.pool.barrier();
      finish_layer();
    }
    pass_.pool.barrier();
    tap_hidden();
  }

 private:
  [[nodiscard]] bool by_tokens() const { return division_ == Division::kTokens; }

  // Where threads share a matrix's rows they wait for each other's.
  void meet() const {
    if (!by_tokens()) {
      pass_.pool.barrier();
    }
  }

  void embed() {
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

  // --- one matrix product -------------------------------------------------------------------

  // x of `tokens`, normalised (unless weight is null) and quantised. Three ways: see the top.
  Int8Rows quantised(Rows x, std::uint32_t cols, const float* weight, Tokens tokens,
                     QuantSite site) {
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

  [[nodiscard]] Share row_share(std::uint32_t rows) const {
    return by_tokens() ? Share{0, rows}
                       : share_of(rows, kernels::kMatmulRowGroup, thread_, threads_);
  }

  // y of token i of `x` = w x, rows of `share`.
  void product(const MatmulWeights& w, const Int8Rows& x, Share share, Rows y) {
    if (share.begin < share.end) {
      kernels::counted_matmul(table_, w, x, static_cast<std::uint32_t>(share.begin),
                              static_cast<std::uint32_t>(share.end), y.data, y.stride,
                              mine_.matmul);
    }
  }

  // --- attention ----------------------------------------------------------------------------

  void project() {
    if (by_tokens()) {
      for (std::uint32_t t = own_.begin; t < own_.end; t += kThreadBlock) {
        project_tokens({t, std::min(t + kThreadBlock, own_.end)});
      }
    } else {
      project_tokens({0, tokens_});
    }
  }

  // q, k, v of `tokens`; rope; keys and values into the cache. Rows are shared out in whole heads
  // (and whole row groups), so that the thread that computed a head can rotate and store it.
  void project_tokens(Tokens tokens) {
    const Int8Rows x =
        quantised(hidden_, config_.embd, weights_->attn_norm, tokens, QuantSite::kAttention);
    const MatmulWeights* const parts[] = {&weights_->q, &weights_->k, &weights_->v};
    const std::uint32_t unit = std::lcm(config_.head_dim, kernels::kMatmulRowGroup);
    const auto units = [&](const MatmulWeights* w) { return (w->rows + unit - 1) / unit; };
    const std::size_t all = std::size_t{units(parts[0])} + units(parts[1]) + units(parts[2]);
    const Share mine = by_tokens() ? Share{0, all} : share_of(all, 1, thread_, threads_);
    std::size_t first_unit = 0;
    std::size_t column = 0;
    for (int part = 0; part < 3; ++part) {
      const MatmulWeights& w = *parts[part];
      const std::size_t count = units(&w);
      const std::size_t begin = std::clamp(mine.begin, first_unit, first_unit + count) - first_unit;
      const std::size_t end = std::clamp(mine.end, first_unit, first_unit + count) - first_unit;
      const Share rows = {std::min<std::size_t>(begin * unit, w.rows),
                          std::min<std::size_t>(end * unit, w.rows)};
      const Rows y = {buffers_.qkv + tokens.begin * buffers_.qkv_width + column, buffers_.qkv_width,
                      tokens.begin};
      product(w, x, rows, y);
      if (rows.begin < rows.end) {
        place(part, tokens, rows, y);
      }
      first_unit += count;
      column += w.rows;
    }
  }

  // Rotates rows [begin, end) of q or k, and stores those of k or v.
  void place(int part, Tokens tokens, Share rows, Rows y) {
    const std::size_t half = config_.rope_dim / 2;
    const std::size_t n = rows.end - rows.begin;
    for (std::uint32_t t = tokens.begin; t < tokens.end; ++t) {
      float* values = y.row(t) + rows.begin;
      if (part < 2) {
        kernels::counted_rope_neox(table_, values, static_cast<std::uint32_t>(n / config_.head_dim),
                                   config_.head_dim, config_.rope_dim, buffers_.cos + t * half,
                                   buffers_.sin + t * half);
      }
      if (part > 0) {
        store(part, pass_.position + t, rows.begin, values, n);
      }
    }
  }

  void store(int part, std::uint32_t position, std::size_t begin, const float* values,
             std::size_t n) {
    KvCache& cache = pass_.cache;
    std::uint8_t* row = part == 1 ? cache.k(layer_, position) : cache.v(layer_, position);
    row += begin * KvCache::element_bytes(cache.type());
    if (cache.type() == kernels::KvType::kF16) {
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the cache is raw memory
      kernels::counted_f32_to_f16(table_, values, n, reinterpret_cast<std::uint16_t*>(row));
    } else {
      std::copy_n(values, n, reinterpret_cast<float*>(row));  // NOLINT: likewise
    }
  }

  [[nodiscard]] kernels::AttentionRow attention_row(std::uint32_t token) const {
    kernels::AttentionRow row;
    row.q = buffers_.qkv + token * buffers_.qkv_width;
    row.k = pass_.cache.k(layer_, 0);
    row.v = pass_.cache.v(layer_, 0);
    row.type = pass_.cache.type();
    row.heads = config_.heads;
    row.kv_heads = config_.kv_heads;
    row.head_dim = config_.head_dim;
    row.position_stride = config_.kv_dim();
    row.n_positions = pass_.position + token + 1;
    row.scale = 1.0F / std::sqrt(static_cast<float>(config_.head_dim));
    return row;
  }

  void attend() {
    if (tokens_ == 1) {
      const Share heads = share_of(config_.heads, 1, thread_, threads_);
      if (heads.begin < heads.end) {
        kernels::counted_attention(
            table_, attention_row(0), static_cast<std::uint32_t>(heads.begin),
            static_cast<std::uint32_t>(heads.end), attended_.row(0), mine_.attention);
      }
      return;
    }
    // Items of one kv head and some tokens, dealt out in turn: late tokens have more to see.
    const std::uint32_t group = config_.heads / config_.kv_heads;
    unsigned item = 0;
    for (std::uint32_t t = 0; t < tokens_; t += kAttentionTokens) {
      const std::uint32_t end = std::min(t + kAttentionTokens, tokens_);
      for (std::uint32_t kv = 0; kv < config_.kv_heads; ++kv, ++item) {
        if (item % threads_ != thread_) {
          continue;
        }
        const kernels::AttentionRow first = attention_row(t);
        kernels::counted_attention_block(table_, first, end - t, buffers_.qkv_width, kv * group,
                                         (kv + 1) * group, attended_.row(t), attended_.stride,
                                         mine_.attention);
      }
    }
  }

  // --- the rest of a layer ------------------------------------------------------------------

  void finish_layer() {
    if (by_tokens()) {
      for (std::uint32_t t = own_.begin; t < own_.end; t += kThreadBlock) {
        finish_tokens({t, std::min(t + kThreadBlock, own_.end)}, mine_.block);
      }
    } else {
      finish_tokens({0, tokens_}, buffers_.shared);
    }
  }

  void finish_tokens(Tokens tokens, TokenBlock& block) {
    const std::uint32_t embd = config_.embd;
    const std::uint32_t ff = config_.ff;
    const Rows out = {block.product, embd, tokens.begin};
    add_product(
        weights_->o,
        quantised(attended_, embd, weights_->attn_sub_norm, tokens, QuantSite::kAttentionOutput),
        tokens, out);
    meet();

    const Int8Rows f =
        quantised(hidden_, embd, weights_->ffn_norm, tokens, QuantSite::kFeedForward);
    const Share share = row_share(ff);
    const Rows gate = {block.gate, ff, tokens.begin};
    const Rows up = {block.up, ff, tokens.begin};
    product(weights_->gate, f, share, gate);
    product(weights_->up, f, share, up);
    activate(tokens, share, gate, up);
    meet();

    add_product(weights_->down,
                quantised(gate, ff, weights_->ffn_sub_norm, tokens, QuantSite::kDown), tokens, out);
    meet();
  }

  // hidden += w x
  void add_product(const MatmulWeights& w, const Int8Rows& x, Tokens tokens, Rows y) {
    const Share share = row_share(w.rows);
    product(w, x, share, y);
    for (std::uint32_t t = tokens.begin; t < tokens.end && share.begin < share.end; ++t) {
      kernels::counted_add(table_, hidden_.row(t) + share.begin, y.row(t) + share.begin,
                           share.end - share.begin);
    }
  }

  // gate = act(gate) * up
  void activate(Tokens tokens, Share share, Rows gate, Rows up) {
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

  // --- tests look on ------------------------------------------------------------------------

  void tap_hidden() const {
    if (pass_.tap == nullptr) {
      return;
    }
    const bool every_thread_its_own = by_tokens();
    const Tokens seen = every_thread_its_own ? own_ : Tokens{0, thread_ == 0 ? tokens_ : 0};
    for (std::uint32_t t = seen.begin; t < seen.end; ++t) {
      pass_.tap->hidden(layer_, pass_.position + t, {hidden_.row(t), config_.embd});
    }
  }

  void tap_quantised(const TokenBlock& block, std::size_t slot, std::uint32_t token,
                     std::uint32_t cols, QuantSite site) const {
    if (pass_.tap != nullptr && (division_ != Division::kOneToken || thread_ == 0)) {
      pass_.tap->quantised(layer_, site, pass_.position + token,
                           {block.q + slot * kernels::int8_stride(cols), cols}, block.scale[slot]);
    }
  }

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
  Division division_ = Division::kOneToken;
  Tokens own_;
  std::uint32_t layer_ = 0;
  const LayerWeights* weights_ = nullptr;
};

}  // namespace

void forward(const Pass& pass, unsigned thread, unsigned threads) noexcept {
  ForwardThread(pass, thread, threads).run();
}

}  // namespace bitnet::runtime
