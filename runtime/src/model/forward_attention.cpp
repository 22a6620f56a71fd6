// SPDX-License-Identifier: Apache-2.0
// The attention half of a layer: projections, RoPE, KV cache, weighted sums. The products' rows are
// shared out in whole heads, so that the thread that computed a head can rotate and store it.
#include "model/forward_heads.h"
#include "model/forward_thread.h"

#include <algorithm>

namespace bitnet::runtime {

using kernels::Int8Rows;

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

// q, k, v of `tokens`; rope; keys and values into the cache.
void ForwardThread::project_tokens(Tokens tokens) {
  const Int8Rows x =
      quantised(hidden_, config_.embd, weights_->attn_norm, tokens, QuantSite::kAttention);
  const std::size_t units = projection_units(config_);
  const Share mine = by_tokens() ? Share{0, units} : share_of(units, 1, thread_, threads_);
  for (const ProjectionRows& part : projection_rows(config_, *weights_, mine)) {
    if (part.rows.begin == part.rows.end) {
      continue;
    }
    const Rows y = {buffers_.qkv + tokens.begin * buffers_.qkv_width + part.column,
                    buffers_.qkv_width, tokens.begin};
    product(*part.weights, x, part.rows, y);
    for (std::uint32_t t = tokens.begin; t < tokens.end; ++t) {
      const std::span<float> values = {y.row(t) + part.rows.begin, y.row(t) + part.rows.end};
      if (part.kind != Projection::kValue) {
        rotate_heads(pass_, t, values);
      }
      if (part.kind != Projection::kQuery) {
        store_heads(pass_, layer_, part.kind, t, part.rows.begin, values);
      }
    }
  }
}

void ForwardThread::attend() {
  // Items of one kv head and some tokens, dealt out in turn: late tokens have more to see.
  const std::uint32_t group = config_.heads / config_.kv_heads;
  unsigned item = 0;
  for (std::uint32_t t = 0; t < tokens_; t += kAttentionTokens) {
    const std::uint32_t end = std::min(t + kAttentionTokens, tokens_);
    for (std::uint32_t kv = 0; kv < config_.kv_heads; ++kv, ++item) {
      if (item % threads_ != thread_) {
        continue;
      }
      const kernels::AttentionRow first = attention_row(pass_, layer_, t);
      kernels::counted_attention_block(table_, first, end - t, buffers_.qkv_width, kv * group,
                                       (kv + 1) * group, attended_.row(t), attended_.stride,
                                       mine_.attention);
    }
  }
}

}  // namespace bitnet::runtime
