// SPDX-License-Identifier: Apache-2.0
// Attention: every ISA against scalar bit for bit, scalar against double, any cut into head ranges
// and token blocks, caches in fenced buffers.
#include "ops/same_floats.h"
#include "testing/fenced_buffer.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace bitnet::kernels {
namespace {

using testing::Data;
using testing::FencedBuffer;
using testing::Rng;
using testing::same_floats;

struct AttentionShape {
  std::uint32_t heads;
  std::uint32_t kv_heads;
  std::uint32_t head_dim;
  std::uint32_t positions;
  KvType type;
  bool by_heads = false;  // a head's positions follow each other
};

constexpr AttentionShape kAttentionShapes[] = {
    {1, 1, 1, 1, KvType::kF32},         {1, 1, 16, 1, KvType::kF16},
    {4, 1, 128, 33, KvType::kF16},      {20, 5, 128, 70, KvType::kF16},
    {20, 5, 128, 31, KvType::kF32},     {6, 6, 40, 64, KvType::kF32},
    {8, 2, 64, 100, KvType::kF16},      {3, 1, 7, 17, KvType::kF16},
    {40, 2, 24, 65, KvType::kF32},      {2, 1, 160, 49, KvType::kF16},
    {2, 2, 256, 15, KvType::kF16},      {20, 5, 128, 130, KvType::kF16, true},
    {9, 3, 48, 67, KvType::kF16, true}, {6, 2, 32, 96, KvType::kF32, true},
    {4, 4, 24, 19, KvType::kF16, true},
};

// A cache of `positions` positions, fenced behind its last element, and queries for them.
class AttentionCase {
 public:
  AttentionCase(const AttentionShape& shape, std::uint32_t tokens, Data kind, Rng& rng)
      : shape_(shape),
        stride_(shape.by_heads ? shape.head_dim : std::size_t{shape.kv_heads} * shape.head_dim + 3),
        head_stride_(shape.by_heads ? std::size_t{shape.positions} * shape.head_dim + 5
                                    : shape.head_dim),
        q_(testing::make_data(Data::kGaussian, tokens * q_stride(), rng)),
        k32_(cache_size(), Tail()),
        v32_(cache_size(), Tail()),
        k16_(cache_size(), Tail()),
        v16_(cache_size(), Tail()) {
    const std::vector<float> k = testing::make_data(kind, cache_size(), rng);
    const std::vector<float> v = testing::make_data(kind, cache_size(), rng);
    k32_.assign(k);
    v32_.assign(v);
    for (std::size_t i = 0; i < cache_size(); ++i) {
      k16_.span()[i] = f16_from_f32(k[i]);
      v16_.span()[i] = f16_from_f32(v[i]);
    }
  }

  [[nodiscard]] std::size_t q_stride() const {
    return std::size_t{shape_.heads} * shape_.head_dim + 1;
  }

  [[nodiscard]] AttentionRow row(std::uint32_t token, std::uint32_t positions) {
    const bool half = shape_.type == KvType::kF16;
    AttentionRow row;
    row.q = q_.data() + token * q_stride();
    row.k = half ? static_cast<const void*>(k16_.data()) : k32_.data();
    row.v = half ? static_cast<const void*>(v16_.data()) : v32_.data();
    row.type = shape_.type;
    row.heads = shape_.heads;
    row.kv_heads = shape_.kv_heads;
    row.head_dim = shape_.head_dim;
    row.position_stride = stride_;
    row.head_stride = shape_.by_heads ? head_stride_ : 0;
    row.n_positions = positions;
    row.scale = 1.0F / std::sqrt(static_cast<float>(shape_.head_dim));
    return row;
  }

  [[nodiscard]] double k(std::size_t i) {
    return shape_.type == KvType::kF16 ? f32_from_f16(k16_.span()[i]) : k32_.span()[i];
  }

  [[nodiscard]] double v(std::size_t i) {
    return shape_.type == KvType::kF16 ? f32_from_f16(v16_.span()[i]) : v32_.span()[i];
  }

  /// Where kv head `head` has position `position`.
  [[nodiscard]] std::size_t at(std::size_t position, std::size_t head) const {
    return position * stride_ + head * head_stride_;
  }

 private:
  using Tail = testing::Tail;

  // The last position ends with its last head: what is behind must not be read.
  [[nodiscard]] std::size_t cache_size() const {
    return at(shape_.positions - 1, shape_.kv_heads - 1) + shape_.head_dim;
  }

  AttentionShape shape_;
  std::size_t stride_;
  std::size_t head_stride_;
  std::vector<float> q_;
  FencedBuffer<float> k32_;
  FencedBuffer<float> v32_;
  FencedBuffer<std::uint16_t> k16_;
  FencedBuffer<std::uint16_t> v16_;
};

std::vector<float> run(const OpsKernels& ops, const AttentionRow& row, std::uint32_t begin,
                       std::uint32_t end) {
  FencedBuffer<float> scratch(attention_scratch_floats(row.head_dim, row.n_positions));
  FencedBuffer<float> out(std::size_t{row.heads} * row.head_dim);
  out.fill(0);
  ops.attention(row, begin, end, out.data(), scratch.data());
  CHECK(out.guards_intact());
  CHECK(scratch.guards_intact());
  return {out.span().begin(), out.span().end()};
}

TEST_CASE("attention of every isa equals scalar") {
  const std::uint64_t seed = testing::test_seed();
  CAPTURE(seed);
  Rng rng(seed);
  for (const AttentionShape& shape : kAttentionShapes) {
    for (const Data kind : {Data::kGaussian, Data::kTernary, Data::kExtreme, Data::kZero}) {
      AttentionCase data(shape, 1, kind, rng);
      const AttentionRow row = data.row(0, shape.positions);
      const std::vector<float> expected = run(kernels_for(Isa::kScalar).ops, row, 0, shape.heads);
      for (const Isa isa : testing::available_isas()) {
        CAPTURE(isa_name(isa));
        CAPTURE(shape.head_dim);
        CAPTURE(shape.positions);
        CHECK(same_floats(run(kernels_for(isa).ops, row, 0, shape.heads), expected));
      }
    }
  }
}

TEST_CASE("attention does not depend on how heads are shared out") {
  Rng rng(testing::test_seed());
  const AttentionShape shape{20, 5, 48, 40, KvType::kF16};
  AttentionCase data(shape, 1, Data::kGaussian, rng);
  const AttentionRow row = data.row(0, shape.positions);
  for (const Isa isa : testing::available_isas()) {
    const OpsKernels& ops = kernels_for(isa).ops;
    const std::vector<float> all = run(ops, row, 0, 20);
    for (const std::uint32_t cut : {1U, 4U, 10U, 13U}) {
      std::vector<float> joined = run(ops, row, 0, cut);
      const std::vector<float> rest = run(ops, row, cut, 20);
      for (std::size_t i = 0; i < joined.size(); ++i) {
        CHECK((joined[i] == 0.0F || rest[i] == 0.0F));  // each wrote its own heads only
        joined[i] += rest[i];
      }
      CHECK(same_floats(joined, all));
    }
  }
}

TEST_CASE("a block of tokens gives the bits of single tokens") {
  Rng rng(testing::test_seed());
  for (const AttentionShape& shape : kAttentionShapes) {
    for (const std::uint32_t tokens : {1U, 2U, 5U, 13U}) {
      if (tokens > shape.positions) {
        continue;
      }
      AttentionCase data(shape, tokens, Data::kGaussian, rng);
      const std::uint32_t first = shape.positions - tokens + 1;
      const std::size_t out_stride = std::size_t{shape.heads} * shape.head_dim + 5;
      for (const Isa isa : testing::available_isas()) {
        CAPTURE(isa_name(isa));
        CAPTURE(tokens);
        const OpsKernels& ops = kernels_for(isa).ops;
        FencedBuffer<float> out(tokens * out_stride);
        FencedBuffer<float> scratch(attention_scratch_floats(shape.head_dim, shape.positions));
        out.fill(0);
        ops.attention_block(data.row(0, first), tokens, data.q_stride(), 0, shape.heads, out.data(),
                            out_stride, scratch.data());
        CHECK(out.guards_intact());
        CHECK(scratch.guards_intact());
        for (std::uint32_t t = 0; t < tokens; ++t) {
          const std::vector<float> single = run(ops, data.row(t, first + t), 0, shape.heads);
          CHECK(same_floats(out.span().subspan(t * out_stride, single.size()), single));
        }
      }
    }
  }
}

TEST_CASE("attention follows double") {
  Rng rng(testing::test_seed());
  for (const AttentionShape& shape : kAttentionShapes) {
    AttentionCase data(shape, 1, Data::kGaussian, rng);
    const AttentionRow row = data.row(0, shape.positions);
    const std::vector<float> got = run(kernels_for(Isa::kScalar).ops, row, 0, shape.heads);
    for (std::size_t h = 0; h < shape.heads; ++h) {
      const std::size_t kv = h / (shape.heads / shape.kv_heads);
      std::vector<double> e(shape.positions);
      double sum = 0.0;
      for (std::size_t p = 0; p < shape.positions; ++p) {
        double score = 0.0;
        for (std::size_t d = 0; d < shape.head_dim; ++d) {
          score += double{row.q[h * shape.head_dim + d]} * data.k(data.at(p, kv) + d);
        }
        e[p] = std::exp(score * double{row.scale});
        sum += e[p];
      }
      for (std::size_t d = 0; d < shape.head_dim; ++d) {
        double expected = 0.0;
        for (std::size_t p = 0; p < shape.positions; ++p) {
          expected += e[p] / sum * data.v(data.at(p, kv) + d);
        }
        CHECK(std::abs(got[h * shape.head_dim + d] - expected) <= 2e-5);
      }
    }
  }
}

TEST_CASE("with one position attention is that position's value") {
  Rng rng(testing::test_seed());
  const AttentionShape shape{4, 2, 20, 1, KvType::kF32};
  AttentionCase data(shape, 1, Data::kGaussian, rng);
  for (const Isa isa : testing::available_isas()) {
    const std::vector<float> out = run(kernels_for(isa).ops, data.row(0, 1), 0, 4);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t kv = i / 20 / 2 * 20 + i % 20;
      CHECK(out[i] == static_cast<float>(data.v(kv)));
    }
  }
}

TEST_CASE("a nan in a key spoils its head group only, one behind the last position nothing") {
  Rng rng(testing::test_seed());
  const AttentionShape shape{4, 2, 16, 34, KvType::kF32};
  AttentionCase data(shape, 1, Data::kGaussian, rng);
  std::vector<float> k(40 * 32, 1.0F);
  AttentionRow row = data.row(0, 33);
  row.k = k.data();
  row.v = k.data();
  row.position_stride = 32;
  k[33 * 32 + 2] = std::numeric_limits<float>::quiet_NaN();  // position 33 is not seen
  for (const Isa isa : testing::available_isas()) {
    const std::vector<float> fine = run(kernels_for(isa).ops, row, 0, 4);
    CHECK(std::none_of(fine.begin(), fine.end(), [](float x) { return std::isnan(x); }));
    k[20 * 32 + 2] = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> spoilt = run(kernels_for(isa).ops, row, 0, 4);
    k[20 * 32 + 2] = 1.0F;
    for (std::size_t i = 0; i < spoilt.size(); ++i) {
      CHECK(std::isnan(spoilt[i]) == (i < 32));
    }
  }
}

}  // namespace
}  // namespace bitnet::kernels
