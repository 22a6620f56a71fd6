// SPDX-License-Identifier: Apache-2.0
// The attention half of a layer: projections, RoPE, KV cache, weighted sums. The products' rows are
// shared out in whole heads, so that the thread that computed a head can rotate and store it.
#include "model/forward_thread.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitnet::runtime {

using kernels::Int8Rows;
using kernels::MatmulWeights;

namespace {

// Query tokens that attention works on at once: enough to use a row of K several times, few enough
// that the early ones do not wait for much of the triangle that they must not see.
constexpr std::uint32_t kAttentionTokens = 32;

}  // namespace

void ForwardThread::project() {
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
void ForwardThread::project_tokens(Tokens tokens) {
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
void ForwardThread::place(int part, Tokens tokens, Share rows, Rows y) {
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

void ForwardThread::store(int part, std::uint32_t position, std::size_t begin, const float* values,
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

kernels::AttentionRow ForwardThread::attention_row(std::uint32_t token) const {
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

void ForwardThread::attend() {
  if (tokens_ == 1) {
    const Share heads = share_of(config_.heads, 1, thread_, threads_);
    if (heads.begin < heads.end) {
      kernels::counted_attention(table_, attention_row(0), static_cast<std::uint32_t>(heads.begin),
                                 static_cast<std::uint32_t>(heads.end), attended_.row(0),
                                 mine_.attention);
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

}  // namespace bitnet::runtime
