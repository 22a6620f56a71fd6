// SPDX-License-Identifier: Apache-2.0
// The forward pass as plain loops in double precision, one token at a time, written down from the
// description of the model and sharing no code with the runtime. Only for tests.
#pragma once

#include "model/forward_tap.h"

#include <bitnet/runtime/model_config.h>

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace bitnet::runtime {

struct ReferenceMatrix {
  std::uint32_t rows = 0;
  std::uint32_t cols = 0;
  float scale = 1;
  std::vector<std::int8_t> trits;  // row-major
};

struct ReferenceLayer {
  std::vector<float> attn_norm, attn_sub_norm, ffn_norm, ffn_sub_norm;
  ReferenceMatrix q, k, v, o, gate, up, down;
};

struct ReferenceModel {
  ModelConfig config;
  std::vector<ReferenceLayer> layers;
  std::vector<float> output_norm;
  std::vector<float> embedding;  // vocab x embd
  std::vector<float> head;       // vocab x embd
};

/// What another implementation of this model is known to do wrong, to be tried one at a time.
struct Deviations {
  bool silu = false;               // SiLU where the model has a squared ReLU
  bool no_sub_norms = false;       // attn_sub_norm and ffn_sub_norm left out
  bool mean_subtraction = false;   // LayerNorm for RMSNorm
  bool float_activations = false;  // no int8 quantisation
  bool wrong_codes = false;        // codes 0, 1, 2 read as -2, -1, +1 instead of -1, 0, +1
};

/// (layer, site, position)
using QuantKey = std::tuple<std::uint32_t, QuantSite, std::uint32_t>;
using QuantRecord = std::map<QuantKey, std::vector<std::int8_t>>;

class ReferenceForward {
 public:
  explicit ReferenceForward(const ReferenceModel& model, Deviations deviations = {})
      : model_(model), deviations_(deviations) {}

  /// Where a value lies within `tie_window` of a tie between two integers, take the integer that
  /// `record` has, if it is one of the two. Everything else is decided here.
  void decide_ties_by(const QuantRecord& record) { record_ = &record; }

  /// Appends a token; logits behind it.
  [[nodiscard]] std::vector<double> next(std::int32_t id);

  /// The residual stream of the last token before every layer, and behind the last one.
  [[nodiscard]] const std::vector<std::vector<double>>& hidden() const { return hidden_; }

  /// Quantised values that differ from the record's, ties excepted; ties taken from the record.
  [[nodiscard]] std::size_t differing() const { return differing_; }

  [[nodiscard]] std::size_t ties() const { return ties_; }

  static constexpr double kTieWindow = 2e-3;

 private:
  using Vector = std::vector<double>;

  struct Quantised {
    Vector q;
    double s = 1;
  };

  [[nodiscard]] Vector norm(const Vector& x, const std::vector<float>& weight) const;
  [[nodiscard]] Quantised quantise(const Vector& x, std::uint32_t layer, QuantSite site);
  [[nodiscard]] Vector multiply(const ReferenceMatrix& w, const Quantised& x) const;
  void rope(Vector& x, std::uint32_t heads) const;
  [[nodiscard]] Vector attention(const Vector& q, std::uint32_t layer) const;
  [[nodiscard]] Vector feed_forward(const ReferenceLayer& layer, std::uint32_t index,
                                    const Vector& h);

  const ReferenceModel& model_;
  Deviations deviations_;
  const QuantRecord* record_ = nullptr;
  std::uint32_t position_ = 0;
  std::vector<std::vector<Vector>> k_, v_;  // [layer][position]
  std::vector<Vector> hidden_;
  std::size_t differing_ = 0;
  std::size_t ties_ = 0;
};

}  // namespace bitnet::runtime
