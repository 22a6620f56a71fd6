// SPDX-License-Identifier: Apache-2.0
// Rows ops/<operation>_<isa>/<elements>: the f32 operations around a model's matrix products at the
// widths of BitNet b1.58 2B-4T, and the embedding row. Verified against the scalar table, whose
// bits every other must give.
#include "harness/aligned_array.h"
#include "harness/bench_data.h"
#include "harness/bench_program.h"

#include <bitnet/kernels/kernels.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;

/// Buffers of one operation: x and w are read, y is written first from x.
struct OpBuffers {
  AlignedArray<float> x, w, y;
  AlignedArray<std::int8_t> q;
  AlignedArray<std::uint16_t> half;
  float scalar = 0;
  std::int32_t sum = 0;
};

struct Op {
  const char* name;
  std::size_t n;
  std::uint64_t streams;  // f32 values read and written for each element
  void (*run)(const kernels::KernelTable& table, std::size_t n, OpBuffers& buffers);
};

constexpr std::uint32_t kHeadDim = 128;

const Op kOps[] = {
    {"rmsnorm", 2560, 3,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.ops.rmsnorm(b.x.data(), b.w.data(), n, 1e-5F, b.y.data());
     }},
    {"rmsnorm", 6912, 3,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.ops.rmsnorm(b.x.data(), b.w.data(), n, 1e-5F, b.y.data());
     }},
    {"quantize_row", 2560, 1,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.matmul.quantize_row(b.x.data(), static_cast<std::uint32_t>(n), b.q.data(), &b.scalar,
                             &b.sum);
     }},
    {"quantize_row", 6912, 1,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.matmul.quantize_row(b.x.data(), static_cast<std::uint32_t>(n), b.q.data(), &b.scalar,
                             &b.sum);
     }},
    {"relu2_mul", 6912, 3,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.ops.relu2_mul(b.x.data(), b.w.data(), n, b.y.data());
     }},
    {"silu_mul", 6912, 3,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.ops.silu_mul(b.x.data(), b.w.data(), n, b.y.data());
     }},
    {"rope_neox", 2560, 2,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       std::memcpy(b.y.data(), b.x.data(), n * sizeof(float));
       t.ops.rope_neox(b.y.data(), static_cast<std::uint32_t>(n / kHeadDim), kHeadDim, kHeadDim,
                       b.w.data(), b.w.data() + kHeadDim / 2);
     }},
    {"softmax", 4096, 2,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       std::memcpy(b.y.data(), b.x.data(), n * sizeof(float));
       t.ops.softmax(b.y.data(), n);
     }},
    {"dot", 2560, 2,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       b.scalar = t.ops.dot(b.x.data(), b.w.data(), n);
     }},
    {"f32_to_f16", 640, 1,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.ops.f32_to_f16(b.x.data(), n, b.half.data());
     }},
    {"embedding_f16", 2560, 1,
     [](const kernels::KernelTable& t, std::size_t n, OpBuffers& b) {
       t.head.dequantize_row(kernels::DenseType::kF16,
                             // NOLINTNEXTLINE: the row is bytes of a file there
                             reinterpret_cast<const std::uint8_t*>(b.half.data()), n, b.y.data());
     }},
};

class OpWork final : public Workload {
 public:
  OpWork(const Op& op, const kernels::KernelTable& table, std::uint64_t seed)
      : op_(op), table_(table), seed_(seed) {
    context_.isa = kernels::isa_name(table.isa);
    context_.elements = op.n;
    context_.bytes_read = op.n * op.streams * sizeof(float);
    beside_copy_ = true;
    context_.labels["data"] = data_name(Data::kGaussian);
  }

  void prepare() override {
    fill(actual_);
    fill(expected_);
    op_.run(kernels::kernels_for(kernels::Isa::kScalar), op_.n, expected_);
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      op_.run(table_, op_.n, actual_);
      benchmark::ClobberMemory();
    }
  }

  [[nodiscard]] std::string difference() const override {
    const bool same = equal(actual_.y, expected_.y) && equal(actual_.q, expected_.q) &&
                      equal(actual_.half, expected_.half) && actual_.sum == expected_.sum &&
                      actual_.scalar == expected_.scalar;
    return same ? "" : "bits that differ from the scalar table's";
  }

 private:
  template <typename T>
  static bool equal(const AlignedArray<T>& a, const AlignedArray<T>& b) {
    return std::memcmp(a.data(), b.data(), a.bytes()) == 0;
  }

  void fill(OpBuffers& buffers) const {
    buffers.x = AlignedArray<float>(op_.n);
    buffers.w = AlignedArray<float>(op_.n);
    buffers.y = AlignedArray<float>(op_.n);
    buffers.q = AlignedArray<std::int8_t>(kernels::int8_stride(op_.n));
    buffers.half = AlignedArray<std::uint16_t>(op_.n);
    fill_data(Data::kGaussian, seed_, buffers.x.span());
    fill_data(Data::kGaussian, seed_ + 1, buffers.w.span());
    std::fill(buffers.y.span().begin(), buffers.y.span().end(), -7.0F);
    std::fill(buffers.q.span().begin(), buffers.q.span().end(), std::int8_t{1});
    kernels::kernels_for(kernels::Isa::kScalar)
        .ops.f32_to_f16(buffers.w.data(), op_.n, buffers.half.data());
  }

  const Op& op_;
  const kernels::KernelTable& table_;
  std::uint64_t seed_;
  OpBuffers actual_;
  OpBuffers expected_;
};

BenchRows op_rows(const BenchSetup& setup) {
  BenchRows rows;
  for (const kernels::Isa isa : setup.isas) {
    for (const Op& op : kOps) {
      const kernels::KernelTable* table = &kernels::kernels_for(isa);
      const std::uint64_t seed = setup.seed;
      rows.timed.push_back({"ops", fmt::format("{}_{}", op.name, kernels::isa_name(isa)),
                            std::to_string(op.n), op.n,
                            [=, &op] { return std::make_unique<OpWork>(op, *table, seed); }});
    }
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::op_rows);
}
