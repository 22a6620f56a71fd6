// SPDX-License-Identifier: Apache-2.0
// Plain loops in double precision. Slow on purpose: nothing here is clever.
#include "model/reference_forward.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bitnet::runtime {

ReferenceForward::Vector ReferenceForward::norm(const Vector& x,
                                                const std::vector<float>& weight) const {
  const auto n = static_cast<double>(x.size());
  double mean = 0;
  if (deviations_.mean_subtraction) {
    for (const double value : x) {
      mean += value / n;
    }
  }
  double squares = 0;
  for (const double value : x) {
    squares += (value - mean) * (value - mean);
  }
  const double root = std::sqrt(squares / n + static_cast<double>(model_.config.rms_eps));
  Vector y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] = (x[i] - mean) / root * static_cast<double>(weight[i]);
  }
  return y;
}

ReferenceForward::Quantised ReferenceForward::quantise(const Vector& x, std::uint32_t layer,
                                                       QuantSite site) {
  if (deviations_.float_activations) {
    return {x, 1};
  }
  double largest = 1e-5;
  for (const double value : x) {
    largest = std::max(largest, std::abs(value));
  }
  Quantised result{Vector(x.size()), 127 / largest};
  const std::vector<std::int8_t>* recorded = nullptr;
  if (record_ != nullptr) {
    const auto found = record_->find({layer, site, position_});
    recorded = found == record_->end() ? nullptr : &found->second;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = x[i] * result.s;
    double q = std::clamp(std::nearbyint(exact), -128.0, 127.0);  // to even
    if (recorded != nullptr && q != (*recorded)[i]) {
      const double distance_to_tie = std::abs(std::abs(exact - std::floor(exact)) - 0.5);
      const bool neighbour = std::abs(q - (*recorded)[i]) == 1;
      if (distance_to_tie < kTieWindow && neighbour) {
        q = (*recorded)[i];
        ++ties_;
      } else {
        ++differing_;
      }
    }
    result.q[i] = q;
  }
  return result;
}

ReferenceForward::Vector ReferenceForward::multiply(const ReferenceMatrix& w,
                                                    const Quantised& x) const {
  static constexpr double kRight[] = {-1, 0, 1};
  static constexpr double kWrong[] = {-2, -1, 1};
  const double* values = deviations_.wrong_codes ? kWrong : kRight;
  Vector y(w.rows);
  for (std::size_t r = 0; r < w.rows; ++r) {
    double sum = 0;
    for (std::size_t c = 0; c < w.cols; ++c) {
      sum += values[w.trits[r * w.cols + c] + 1] * x.q[c];
    }
    y[r] = sum / x.s * static_cast<double>(w.scale);
  }
  return y;
}

void ReferenceForward::rope(Vector& x, std::uint32_t heads) const {
  const std::size_t half = model_.config.rope_dim / 2;
  for (std::size_t head = 0; head < heads; ++head) {
    double* values = x.data() + head * model_.config.head_dim;
    for (std::size_t i = 0; i < half; ++i) {
      const double angle =
          position_ *
          std::pow(model_.config.rope_base, -2.0 * static_cast<double>(i) / model_.config.rope_dim);
      const double a = values[i];
      const double b = values[i + half];
      values[i] = a * std::cos(angle) - b * std::sin(angle);
      values[i + half] = a * std::sin(angle) + b * std::cos(angle);
    }
  }
}

ReferenceForward::Vector ReferenceForward::attention(const Vector& q, std::uint32_t layer) const {
  const ModelConfig& config = model_.config;
  const std::size_t dim = config.head_dim;
  Vector out(q.size(), 0);
  for (std::size_t head = 0; head < config.heads; ++head) {
    const std::size_t kv = head / (config.heads / config.kv_heads);
    Vector scores(position_ + 1);
    for (std::size_t p = 0; p <= position_; ++p) {
      double dot = 0;
      for (std::size_t i = 0; i < dim; ++i) {
        dot += q[head * dim + i] * k_[layer][p][kv * dim + i];
      }
      scores[p] = dot / std::sqrt(static_cast<double>(dim));
    }
    const double largest = *std::max_element(scores.begin(), scores.end());
    double total = 0;
    for (double& score : scores) {
      score = std::exp(score - largest);
      total += score;
    }
    for (std::size_t p = 0; p <= position_; ++p) {
      for (std::size_t i = 0; i < dim; ++i) {
        out[head * dim + i] += scores[p] / total * v_[layer][p][kv * dim + i];
      }
    }
  }
  return out;
}

ReferenceForward::Vector ReferenceForward::feed_forward(const ReferenceLayer& layer,
                                                        std::uint32_t index, const Vector& h) {
  const Quantised f = quantise(norm(h, layer.ffn_norm), index, QuantSite::kFeedForward);
  const Vector gate = multiply(layer.gate, f);
  const Vector up = multiply(layer.up, f);
  const bool silu = (model_.config.act == Activation::kSilu) != deviations_.silu;
  Vector g(gate.size());
  for (std::size_t i = 0; i < g.size(); ++i) {
    const double positive = std::max(gate[i], 0.0);
    const double activated = silu ? gate[i] / (1 + std::exp(-gate[i])) : positive * positive;
    g[i] = activated * up[i];
  }
  if (model_.config.sub_norms && !deviations_.no_sub_norms) {
    g = norm(g, layer.ffn_sub_norm);
  }
  return multiply(layer.down, quantise(g, index, QuantSite::kDown));
}

std::vector<double> ReferenceForward::next(std::int32_t id) {
  const ModelConfig& config = model_.config;
  k_.resize(config.layers);
  v_.resize(config.layers);
  hidden_.clear();
  Vector h(config.embd);
  for (std::size_t i = 0; i < config.embd; ++i) {
    h[i] = static_cast<double>(model_.embedding[static_cast<std::size_t>(id) * config.embd + i]);
  }
  for (std::uint32_t index = 0; index < config.layers; ++index) {
    const ReferenceLayer& layer = model_.layers[index];
    hidden_.push_back(h);
    const Quantised a = quantise(norm(h, layer.attn_norm), index, QuantSite::kAttention);
    Vector q = multiply(layer.q, a);
    Vector k = multiply(layer.k, a);
    rope(q, config.heads);
    rope(k, config.kv_heads);
    k_[index].push_back(k);
    v_[index].push_back(multiply(layer.v, a));
    Vector o = attention(q, index);
    if (config.sub_norms && !deviations_.no_sub_norms) {
      o = norm(o, layer.attn_sub_norm);
    }
    const Vector projected = multiply(layer.o, quantise(o, index, QuantSite::kAttentionOutput));
    for (std::size_t i = 0; i < h.size(); ++i) {
      h[i] += projected[i];
    }
    const Vector fed = feed_forward(layer, index, h);
    for (std::size_t i = 0; i < h.size(); ++i) {
      h[i] += fed[i];
    }
  }
  hidden_.push_back(h);
  const Vector x = norm(h, model_.output_norm);
  Vector logits(config.vocab, 0);
  for (std::size_t r = 0; r < config.vocab; ++r) {
    for (std::size_t i = 0; i < config.embd; ++i) {
      logits[r] += static_cast<double>(model_.head[r * config.embd + i]) * x[i];
    }
  }
  ++position_;
  return logits;
}

}  // namespace bitnet::runtime
