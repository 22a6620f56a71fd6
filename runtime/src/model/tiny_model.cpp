// SPDX-License-Identifier: Apache-2.0
// Draws the weights of a tiny model and hands them to both sides.
#include "model/tiny_model.h"

#include "model/weights.h"

#include <bitnet/kernels/kernels.h>

#include <cmath>
#include <random>

namespace bitnet::runtime {
namespace {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  // Sum of 12 uniform numbers: close enough to a normal distribution, and the same everywhere.
  float normal(float deviation) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      sum += static_cast<double>(engine_() >> 11U) * 0x1p-53;
    }
    return static_cast<float>(sum) * deviation;
  }

  std::vector<float> norm(std::uint32_t n) {
    std::vector<float> values(n);
    for (float& value : values) {
      value = 1.0F + normal(0.2F);
    }
    return values;
  }

  ReferenceMatrix matrix(std::uint32_t rows, std::uint32_t cols) {
    ReferenceMatrix w{rows, cols, 0, {}};
    w.trits.resize(std::size_t{rows} * cols);
    for (std::int8_t& trit : w.trits) {
      trit = static_cast<std::int8_t>(static_cast<int>(engine_() % 3) - 1);
    }
    w.scale = 1.5F / std::sqrt(static_cast<float>(cols)) * (1 + normal(0.1F));
    return w;
  }

 private:
  std::mt19937_64 engine_;
};

ModelConfig tiny_config(const TinyOptions& options) {
  ModelConfig config;
  config.vocab = options.awkward ? 77 : 515;
  config.context = 160;
  config.layers = 3;
  config.heads = options.awkward ? 6 : 4;
  config.kv_heads = options.awkward ? 3 : 2;
  config.head_dim = options.awkward ? 20 : 64;
  config.rope_dim = options.awkward ? 16 : 64;
  config.embd = config.heads * config.head_dim;
  config.ff = options.awkward ? 211 : 512;
  config.rms_eps = 1e-5F;
  config.rope_base = 500000;
  config.act = options.act;
  config.sub_norms = options.sub_norms;
  config.tied_head = options.tied_head;
  return config;
}

// vocab x embd values of that type: their bytes and what these mean.
void draw_dense(Draw& draw, const ModelConfig& config, kernels::DenseType type,
                std::vector<std::uint8_t>& bytes, std::vector<float>& values) {
  const std::size_t row_bytes = kernels::dense_row_bytes(type, config.embd);
  bytes.resize(row_bytes * config.vocab);
  values.resize(std::size_t{config.vocab} * config.embd);
  std::vector<float> row(config.embd);
  for (std::size_t r = 0; r < config.vocab; ++r) {
    for (float& value : row) {
      value = draw.normal(0.5F);
    }
    kernels::quantize_dense_row(type, row.data(), config.embd, bytes.data() + r * row_bytes);
    kernels::kernels_for(kernels::Isa::kScalar)
        .head.dequantize_row(type, bytes.data() + r * row_bytes, config.embd,
                             values.data() + r * config.embd);
  }
}

// The planned matrices and norms in the reference's layers.
ReferenceMatrix ReferenceLayer::*matrix_member(std::string_view part) {
  return part == "attn_q"        ? &ReferenceLayer::q
         : part == "attn_k"      ? &ReferenceLayer::k
         : part == "attn_v"      ? &ReferenceLayer::v
         : part == "attn_output" ? &ReferenceLayer::o
         : part == "ffn_gate"    ? &ReferenceLayer::gate
         : part == "ffn_up"      ? &ReferenceLayer::up
                                 : &ReferenceLayer::down;
}

const std::vector<float>& norm_values(const ReferenceModel& model, const NormPlan& norm) {
  if (norm.member == nullptr) {
    return model.output_norm;
  }
  const ReferenceLayer& layer = model.layers[norm.layer];
  return norm.member == &LayerWeights::attn_norm       ? layer.attn_norm
         : norm.member == &LayerWeights::attn_sub_norm ? layer.attn_sub_norm
         : norm.member == &LayerWeights::ffn_norm      ? layer.ffn_norm
                                                       : layer.ffn_sub_norm;
}

}  // namespace

TinyModel::TinyModel(const TinyOptions& options) : options_(options) {
  Draw draw(options.seed);
  reference_.config = tiny_config(options);
  const ModelConfig& config = reference_.config;
  draw_dense(draw, config, options.dense, embedding_, reference_.embedding);
  reference_.head = reference_.embedding;
  if (!options.tied_head) {
    draw_dense(draw, config, options.dense, head_, reference_.head);
  }
  for (std::uint32_t i = 0; i < config.layers; ++i) {
    ReferenceLayer layer;
    layer.attn_norm = draw.norm(config.embd);
    layer.attn_sub_norm = draw.norm(config.embd);
    layer.ffn_norm = draw.norm(config.embd);
    layer.ffn_sub_norm = draw.norm(config.ff);
    layer.q = draw.matrix(config.embd, config.embd);
    layer.k = draw.matrix(config.kv_dim(), config.embd);
    layer.v = draw.matrix(config.kv_dim(), config.embd);
    layer.o = draw.matrix(config.embd, config.embd);
    layer.gate = draw.matrix(config.ff, config.embd);
    layer.up = draw.matrix(config.ff, config.embd);
    layer.down = draw.matrix(config.embd, config.ff);
    reference_.layers.push_back(std::move(layer));
  }
  reference_.output_norm = draw.norm(config.embd);
}

Model TinyModel::make(kernels::Isa isa, std::optional<kernels::MatmulLayout> layout) const {
  const ModelConfig& config = reference_.config;
  const kernels::MatmulLayout chosen = layout.value_or(kernels::preferred_layout(isa));
  const WeightPlan plan = plan_weights(config, chosen);
  auto weights = std::make_unique<ModelWeights>();
  weights->codes = HugeBuffer::create(plan.code_bytes, "a tiny model").value();
  weights->norms.resize(plan.norm_floats);
  bind_weights(config, plan, chosen, *weights);
  for (const MatrixPlan& matrix : plan.matrices) {
    const ReferenceMatrix& source = reference_.layers[matrix.layer].*matrix_member(matrix.part);
    kernels::matmul_repack(chosen, source.rows, source.cols, 0, source.rows, source.trits.data(),
                           weights->codes.data() + matrix.offset);
    (weights->layers[matrix.layer].*matrix.member).scale = source.scale;
  }
  for (const NormPlan& norm : plan.norms) {
    const std::vector<float>& values = norm_values(reference_, norm);
    std::copy(values.begin(), values.end(),
              weights->norms.begin() + static_cast<std::ptrdiff_t>(norm.offset));
  }
  weights->embedding = {embedding_.data(), options_.dense, config.vocab, config.embd};
  weights->head = weights->embedding;
  if (!options_.tied_head) {
    weights->head.data = head_.data();
  }
  const kernels::KernelTable& table = kernels::kernels_for(isa);
  if (options_.screen) {
    weights->screen_bytes =
        HugeBuffer::create(kernels::screen_bytes(config.vocab, config.embd), "a screen").value();
    std::vector<float> scratch(kernels::screen_build_scratch_floats(config.embd));
    table.screen.build_rows(weights->head, 0, config.vocab, weights->screen_bytes.data(),
                            scratch.data());
    weights->screen = {weights->screen_bytes.data(), config.vocab, config.embd};
  }
  return Model(config, table, chosen, std::move(weights));
}

std::vector<std::int32_t> tiny_tokens(const ModelConfig& config, std::size_t count,
                                      std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::vector<std::int32_t> ids(count);
  for (std::int32_t& id : ids) {
    id = static_cast<std::int32_t>(engine() % config.vocab);
  }
  return ids;
}

}  // namespace bitnet::runtime
