// SPDX-License-Identifier: Apache-2.0
// Rows attention/<cache type>_<isa>/<tokens>q_<positions>: all 20 heads of one layer of BitNet
// b1.58 2B-4T (5 kv heads of 128), one query token at a depth, or a block of prefill. The cache
// lies as in the runtime: the positions of a head follow each other, and the heads are the model's
// context of 4096 positions apart, however few of them are filled. (Its pages are large, the
// runtime's small.) Items are multiply-accumulates. Verified against the scalar table, whose bits
// every other must give.
#include "harness/aligned_array.h"
#include "harness/bench_data.h"
#include "harness/bench_program.h"

#include <bitnet/kernels/kernels.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <span>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;

constexpr std::uint32_t kHeads = 20;
constexpr std::uint32_t kKvHeads = 5;
constexpr std::uint32_t kHeadDim = 128;
constexpr std::size_t kWidth = std::size_t{kHeads} * kHeadDim;
constexpr std::size_t kKvWidth = std::size_t{kKvHeads} * kHeadDim;
constexpr std::uint32_t kContext = 4096;  // positions of the cache
constexpr std::size_t kHeadStride = std::size_t{kContext} * kHeadDim;

struct AttentionCase {
  kernels::KvType type;
  std::uint32_t tokens;
  std::uint32_t positions;  // that the last token sees

  [[nodiscard]] std::uint64_t macs() const {
    std::uint64_t seen = 0;
    for (std::uint32_t t = 0; t < tokens; ++t) {
      seen += positions - t;
    }
    return 2 * seen * kWidth;
  }
};

class AttentionWork final : public Workload {
 public:
  AttentionWork(const AttentionCase& shape, const kernels::KernelTable& table, std::uint64_t seed)
      : shape_(shape), table_(table), seed_(seed) {
    const std::uint64_t element = shape.type == kernels::KvType::kF16 ? 2 : 4;
    context_.isa = kernels::isa_name(table.isa);
    context_.elements = shape.macs();
    context_.macs = shape.macs();
    mac_kind_ = MacKind::kF32;
    beside_copy_ = true;
    context_.bytes_read = 2 * kKvWidth * shape.positions * element +
                          std::uint64_t{shape.tokens} * kWidth * sizeof(float);
    context_.bytes_written = std::uint64_t{shape.tokens} * kWidth * sizeof(float);
    context_.labels["shape"] = fmt::format("{}q_{}", shape.tokens, shape.positions);
  }

  void prepare() override {
    const std::size_t cached = kKvHeads * kHeadStride;
    q_ = AlignedArray<float>(kWidth * shape_.tokens);
    k_ = AlignedArray<float>(cached);
    v_ = AlignedArray<float>(cached);
    k16_ = AlignedArray<std::uint16_t>(cached);
    v16_ = AlignedArray<std::uint16_t>(cached);
    actual_ = AlignedArray<float>(q_.size());
    expected_ = AlignedArray<float>(q_.size());
    scratch_ =
        AlignedArray<float>(kernels::attention_scratch_floats(kHeadDim, shape_.positions) + 1);
    fill_data(Data::kGaussian, seed_, q_.span());
    for (std::uint32_t head = 0; head < kKvHeads; ++head) {
      fill_head(k_, k16_, head, seed_ + 1 + head);
      fill_head(v_, v16_, head, seed_ + 1 + kKvHeads + head);
    }
    std::memset(actual_.data(), 0xff, actual_.bytes());
    attend(kernels::kernels_for(kernels::Isa::kScalar), expected_.data());
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      attend(table_, actual_.data());
      benchmark::ClobberMemory();
    }
  }

  [[nodiscard]] std::string difference() const override {
    return std::memcmp(actual_.data(), expected_.data(), actual_.bytes()) == 0
               ? ""
               : "bits that differ from the scalar table's";
  }

 private:
  void fill_head(AlignedArray<float>& floats, AlignedArray<std::uint16_t>& halves,
                 std::uint32_t head, std::uint64_t seed) const {
    const std::size_t seen = std::size_t{shape_.positions} * kHeadDim;
    const std::span<float> values = floats.span().subspan(head * kHeadStride, seen);
    fill_data(Data::kGaussian, seed, values);
    kernels::kernels_for(kernels::Isa::kScalar)
        .ops.f32_to_f16(values.data(), seen, halves.data() + head * kHeadStride);
  }

  void attend(const kernels::KernelTable& table, float* out) noexcept {
    const bool half = shape_.type == kernels::KvType::kF16;
    kernels::AttentionRow row;
    row.q = q_.data();
    row.k = half ? static_cast<const void*>(k16_.data()) : k_.data();
    row.v = half ? static_cast<const void*>(v16_.data()) : v_.data();
    row.type = shape_.type;
    row.heads = kHeads;
    row.kv_heads = kKvHeads;
    row.head_dim = kHeadDim;
    row.position_stride = kHeadDim;
    row.head_stride = kHeadStride;
    row.n_positions = shape_.positions - shape_.tokens + 1;
    row.scale = 1.0F / std::sqrt(static_cast<float>(kHeadDim));
    if (shape_.tokens == 1) {
      table.ops.attention(row, 0, kHeads, out, scratch_.data());
    } else {
      table.ops.attention_block(row, shape_.tokens, kWidth, 0, kHeads, out, kWidth,
                                scratch_.data());
    }
  }

  AttentionCase shape_;
  const kernels::KernelTable& table_;
  std::uint64_t seed_;
  AlignedArray<float> q_, k_, v_, actual_, expected_, scratch_;
  AlignedArray<std::uint16_t> k16_, v16_;
};

BenchRows attention_rows(const BenchSetup& setup) {
  BenchRows rows;
  for (const kernels::Isa isa : setup.isas) {
    for (const kernels::KvType type : {kernels::KvType::kF16, kernels::KvType::kF32}) {
      for (const auto& [tokens, positions] :
           {std::pair{1U, 128U}, {1U, 512U}, {1U, 2048U}, {1U, 4096U}, {32U, 128U}, {32U, 512U}}) {
        const AttentionCase shape = {type, tokens, positions};
        const kernels::KernelTable* table = &kernels::kernels_for(isa);
        const std::uint64_t seed = setup.seed;
        const char* name = type == kernels::KvType::kF16 ? "f16" : "f32";
        rows.timed.push_back({"attention", fmt::format("{}_{}", name, kernels::isa_name(isa)),
                              fmt::format("{}q_{}", tokens, positions), shape.macs(), [=] {
                                return std::make_unique<AttentionWork>(shape, *table, seed);
                              }});
      }
    }
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::attention_rows);
}
