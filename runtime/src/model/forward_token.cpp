// SPDX-License-Identifier: Apache-2.0
// The stages of one token: embedding; then in each layer q, k, v; attention; output projection;
// gate and up; down.
#include "model/forward_token.h"

#include "model/forward_heads.h"

#include <algorithm>

namespace bitnet::runtime {

using kernels::Int8Rows;
using kernels::MatmulWeights;

namespace {

// Items below it would spend more time being handed out than being computed.
constexpr std::size_t kLeastItemBytes = std::size_t{32} << 10U;

// Query heads in a unit of attention: half a group, so that two threads can share the cache of the
// last kv head.
std::uint32_t heads_at_once(const ModelConfig& config) noexcept {
  const std::uint32_t group = config.heads / config.kv_heads;
  return group % 2 == 0 ? group / 2 : group;
}

}  // namespace

TokenThread::TokenThread(const Pass& pass, unsigned thread, unsigned threads) noexcept
    : pass_(pass),
      config_(pass.model.config()),
      table_(pass.model.kernels()),
      buffers_(pass.buffers),
      mine_(pass.buffers.thread[thread]),
      thread_(thread),
      threads_(threads),
      heads_at_once_(heads_at_once(config_)),
      one_(1, 1, threads),
      projections_(projection_units(config_), 1, threads),
      heads_(config_.heads / heads_at_once_, 1, threads),
      output_(cuts_of(pass.model.weights().layers[0].o, 1)),
      feed_(cuts_of(pass.model.weights().layers[0].gate, 2)),
      down_(cuts_of(pass.model.weights().layers[0].down, 1)),
      stages_(pass.stages) {}

void TokenThread::run() {
  embed();
  for (layer_ = 0; layer_ < config_.layers; ++layer_) {
    weights_ = &pass_.model.weights().layers[layer_];
    project();
    attend();
    add_product(
        weights_->o, output_,
        {buffers_.attended, config_.embd, weights_->attn_sub_norm, QuantSite::kAttentionOutput});
    feed();
    add_product(weights_->down, down_,
                {buffers_.shared.gate, config_.ff, weights_->ffn_sub_norm, QuantSite::kDown});
  }
  if (pass_.tap != nullptr) {
    pass_.pool.barrier();
    if (thread_ == 0) {
      tap_hidden(config_.layers);
    }
  }
}

void TokenThread::embed() {
  const kernels::DenseMatrix& matrix = pass_.model.weights().embedding;
  const std::size_t row_bytes = kernels::dense_row_bytes(matrix.type, matrix.cols);
  const std::size_t half = config_.rope_dim / 2;
  float* const cos = mine_.normed;  // rope_dim <= embd
  float* const sin = mine_.normed + half;
  stages_.run(
      one_, [](bool) {},
      [&](Share) {
        const auto id = static_cast<std::size_t>(pass_.ids[0]);
        kernels::counted_embedding_row(table_, matrix.type, matrix.data + id * row_bytes,
                                       matrix.cols, mine_.item);
        kernels::rope_table(config_.rope_dim, config_.rope_base, pass_.position, cos, sin);
      },
      [&](Share) {
        std::copy_n(mine_.item, config_.embd, buffers_.hidden);
        std::copy_n(cos, half, buffers_.cos);
        std::copy_n(sin, half, buffers_.sin);
      });
}

void TokenThread::project() {
  stages_.run(
      projections_,
      [&](bool first) {
        if (first) {
          tap_hidden(layer_);
        }
        quantise({buffers_.hidden, config_.embd, weights_->attn_norm, QuantSite::kAttention},
                 first);
      },
      [&](Share units) {
        for (const ProjectionRows& part : projection_rows(config_, *weights_, units)) {
          float* const y = mine_.item + part.column;
          if (part.rows.begin == part.rows.end) {
            continue;
          }
          kernels::counted_matmul(table_, *part.weights, quantised(config_.embd),
                                  static_cast<std::uint32_t>(part.rows.begin),
                                  static_cast<std::uint32_t>(part.rows.end), y, buffers_.qkv_width,
                                  mine_.matmul);
          if (part.kind != Projection::kValue) {
            rotate_heads(pass_, 0, {y + part.rows.begin, y + part.rows.end});
          }
        }
      },
      [&](Share units) {
        for (const ProjectionRows& part : projection_rows(config_, *weights_, units)) {
          const float* const y = mine_.item + part.column;
          const std::span<const float> values = {y + part.rows.begin, y + part.rows.end};
          if (part.kind == Projection::kQuery) {
            std::copy(values.begin(), values.end(), buffers_.qkv + part.rows.begin);
          } else {
            store_heads(pass_, layer_, part.kind, 0, part.rows.begin, values);
          }
        }
      });
}

void TokenThread::attend() {
  kernels::AttentionRow row = attention_row(pass_, layer_, 0);
  row.q = mine_.normed;
  const auto heads = [&](Share units) {
    return Share{units.begin * heads_at_once_, units.end * heads_at_once_};
  };
  stages_.run(
      heads_, [&](bool) { std::copy_n(buffers_.qkv, config_.embd, mine_.normed); },
      [&](Share units) {
        kernels::counted_attention(table_, row, static_cast<std::uint32_t>(heads(units).begin),
                                   static_cast<std::uint32_t>(heads(units).end), mine_.item,
                                   mine_.attention);
      },
      [&](Share units) {
        const std::size_t begin = heads(units).begin * config_.head_dim;
        const std::size_t end = heads(units).end * config_.head_dim;
        std::copy(mine_.item + begin, mine_.item + end, buffers_.attended + begin);
      });
}

// hidden += w x
void TokenThread::add_product(const MatmulWeights& w, const Cuts& cuts, const Input& input) {
  stages_.run(
      cuts, [&](bool first) { quantise(input, first); },
      [&](Share groups) { product(w, groups, mine_.item); },
      [&](Share groups) {
        const Share rows = rows_of(w, groups);
        kernels::counted_add(table_, buffers_.hidden + rows.begin, mine_.item + rows.begin,
                             rows.end - rows.begin);
      });
}

// shared.gate = act(gate) * up
void TokenThread::feed() {
  float* const gate = mine_.block.gate;
  float* const up = mine_.block.up;
  stages_.run(
      feed_,
      [&](bool first) {
        quantise({buffers_.hidden, config_.embd, weights_->ffn_norm, QuantSite::kFeedForward},
                 first);
      },
      [&](Share groups) {
        product(weights_->gate, groups, gate);
        const Share rows = product(weights_->up, groups, up);
        const std::size_t n = rows.end - rows.begin;
        float* const g = gate + rows.begin;
        if (config_.act == Activation::kRelu2) {
          kernels::counted_relu2_mul(table_, g, up + rows.begin, n, g);
        } else {
          kernels::counted_silu_mul(table_, g, up + rows.begin, n, g);
        }
      },
      [&](Share groups) {
        const Share rows = rows_of(weights_->gate, groups);
        std::copy(gate + rows.begin, gate + rows.end, buffers_.shared.gate + rows.begin);
      });
}

void TokenThread::quantise(const Input& input, bool first) {
  const float* row = input.values;
  if (input.norm != nullptr) {
    kernels::counted_rmsnorm(table_, row, input.norm, input.cols, config_.rms_eps, mine_.normed);
    row = mine_.normed;
  }
  const TokenBlock& block = mine_.block;
  kernels::counted_quantize_row(table_, row, input.cols, block.q, block.scale, block.sum);
  if (first && pass_.tap != nullptr) {
    pass_.tap->quantised(layer_, input.site, pass_.position, {block.q, input.cols}, block.scale[0]);
  }
}

Int8Rows TokenThread::quantised(std::uint32_t cols) const {
  const TokenBlock& block = mine_.block;
  return {block.q, block.scale, block.sum, 1, cols, kernels::int8_stride(cols)};
}

Share TokenThread::rows_of(const MatmulWeights& w, Share groups) {
  constexpr std::size_t kGroup = kernels::kMatmulRowGroup;
  return {groups.begin * kGroup, std::min<std::size_t>(groups.end * kGroup, w.rows)};
}

Share TokenThread::product(const MatmulWeights& w, Share groups, float* y) {
  const Share rows = rows_of(w, groups);
  kernels::counted_matmul(table_, w, quantised(w.cols), static_cast<std::uint32_t>(rows.begin),
                          static_cast<std::uint32_t>(rows.end), y, w.rows, mine_.matmul);
  return rows;
}

Cuts TokenThread::cuts_of(const MatmulWeights& w, std::uint32_t matrices) const {
  const std::uint32_t groups = (w.rows + kernels::kMatmulRowGroup - 1) / kernels::kMatmulRowGroup;
  const std::size_t bytes =
      kernels::matmul_bytes(w.layout, kernels::kMatmulRowGroup, w.cols) * matrices;
  return {groups, static_cast<std::uint32_t>(kLeastItemBytes / bytes), threads_};
}

void TokenThread::tap_hidden(std::uint32_t layer) const {
  if (pass_.tap != nullptr) {
    pass_.tap->hidden(layer, pass_.position, {buffers_.hidden, config_.embd});
  }
}

}  // namespace bitnet::runtime
