// SPDX-License-Identifier: Apache-2.0
// The workload of a ternary product.
#include "matmul_rows.h"

#include "harness/aligned_array.h"
#include "harness/bench_data.h"

#include <bitnet/kernels/matmul.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>

namespace benchsuite {
namespace kernels = bitnet::kernels;

namespace {

constexpr std::size_t kBeyondCaches = std::size_t{96} << 20U;
constexpr std::uint32_t kCheckedRows = 64;  // evenly spread; a product of all rows takes seconds

class MatmulWork final : public Workload {
 public:
  MatmulWork(const kernels::KernelTable& table, kernels::MatmulLayout layout, MatmulShape shape,
             std::uint32_t tokens, std::uint64_t seed)
      : table_(table), layout_(layout), shape_(shape), tokens_(tokens), seed_(seed) {
    const std::size_t codes = kernels::matmul_bytes(layout, shape.rows, shape.cols);
    copies_ = tokens == 1 ? std::max<std::size_t>(1, kBeyondCaches / codes) : 1;
    context_.isa = kernels::isa_name(table.isa);
    context_.bytes_read = codes + std::uint64_t{tokens} * kernels::int8_stride(shape.cols);
    context_.bytes_written = std::uint64_t{tokens} * shape.rows * sizeof(float);
    context_.elements = std::uint64_t{shape.rows} * shape.cols * tokens;
    context_.labels["shape"] = fmt::format("{}x{}x{}", shape.rows, shape.cols, tokens);
    context_.labels["layout"] = kernels::matmul_layout_name(layout);
    context_.labels["copies"] = std::to_string(copies_);
    context_.macs = context_.elements;
    beside_copy_ = true;
    copy_traffic_ = (context_.bytes_read + context_.bytes_written) * copies_;
  }

  void prepare() override {
    make_weights();
    make_activations();
    y_ = AlignedArray<float>(std::size_t{tokens_} * shape_.rows);
    scratch_ = AlignedArray<std::uint8_t>(kernels::matmul_scratch_bytes(shape_.cols, tokens_));
    std::fill(y_.span().begin(), y_.span().end(), -1.0F);
  }

  void run(std::uint64_t iterations) noexcept override {
    const kernels::Int8Rows x = {q_.data(), scale_.data(), sum_.data(),
                                 tokens_,   shape_.cols,   kernels::int8_stride(shape_.cols)};
    const std::size_t bytes = kernels::matmul_bytes(layout_, shape_.rows, shape_.cols);
    for (std::uint64_t i = 0; i < iterations; ++i) {
      const kernels::MatmulWeights w = {codes_.data() + next_ * bytes, layout_, shape_.rows,
                                        shape_.cols, kScale};
      table_.matmul.matmul(w, x, 0, shape_.rows, y_.data(), shape_.rows, scratch_.data());
      benchmark::ClobberMemory();
      next_ = next_ + 1 == copies_ ? 0 : next_ + 1;
    }
  }

  [[nodiscard]] std::string difference() const override {
    for (std::size_t i = 0; i < checked_.size(); ++i) {
      for (std::uint32_t t = 0; t < tokens_; ++t) {
        const float found = y_.data()[std::size_t{t} * shape_.rows + checked_[i]];
        const float wanted = expected_[i * tokens_ + t];
        if (!(found == wanted)) {
          return fmt::format("row {}, token {} is {}, not {}", checked_[i], t, found, wanted);
        }
      }
    }
    return "";
  }

 private:
  static constexpr float kScale = 0.5F;

  // Row by row group, so that the trits of a large matrix are never all in memory.
  void make_weights() {
    const std::size_t bytes = kernels::matmul_bytes(layout_, shape_.rows, shape_.cols);
    codes_ = AlignedArray<std::uint8_t>(bytes * copies_);
    constexpr std::uint32_t kGroup = kernels::kMatmulRowGroup;
    trits_.resize(std::size_t{kGroup} * shape_.cols);
    for (std::uint32_t row = 0; row < shape_.rows; row += kGroup) {
      const std::uint32_t end = std::min(row + kGroup, shape_.rows);
      group_trits(row);
      kernels::matmul_repack(layout_, shape_.rows, shape_.cols, row, end, trits_.data(),
                             codes_.data());
    }
    for (std::size_t copy = 1; copy < copies_; ++copy) {
      std::copy_n(codes_.data(), bytes, codes_.data() + copy * bytes);
    }
  }

  void group_trits(std::uint32_t row) { fill_trits(seed_ + row, trits_); }

  void make_activations() {
    const std::size_t stride = kernels::int8_stride(shape_.cols);
    std::vector<float> x(std::size_t{tokens_} * shape_.cols);
    fill_data(Data::kGaussian, seed_, x);
    q_ = AlignedArray<std::int8_t>(tokens_ * stride);
    scale_.resize(tokens_);
    sum_.resize(tokens_);
    for (std::size_t t = 0; t < tokens_; ++t) {
      table_.matmul.quantize_row(x.data() + t * shape_.cols, shape_.cols, q_.data() + t * stride,
                                 &scale_[t], &sum_[t]);
    }
    checked_.clear();
    expected_.clear();
    for (std::uint32_t i = 0; i < kCheckedRows; ++i) {
      checked_.push_back(static_cast<std::uint32_t>(std::uint64_t{i} * shape_.rows / kCheckedRows));
      expect(checked_.back());
    }
  }

  void expect(std::uint32_t row) {
    constexpr std::uint32_t kGroup = kernels::kMatmulRowGroup;
    group_trits(row / kGroup * kGroup);
    const std::int8_t* trits = trits_.data() + std::size_t{row % kGroup} * shape_.cols;
    for (std::size_t t = 0; t < tokens_; ++t) {
      const std::int8_t* q = q_.data() + t * kernels::int8_stride(shape_.cols);
      std::int64_t dot = 0;
      for (std::size_t c = 0; c < shape_.cols; ++c) {
        dot += std::int64_t{trits[c]} * q[c];
      }
      expected_.push_back(static_cast<float>(dot) / scale_[t] * kScale);
    }
  }

  const kernels::KernelTable& table_;
  kernels::MatmulLayout layout_;
  MatmulShape shape_;
  std::uint32_t tokens_;
  std::uint64_t seed_;
  std::size_t copies_ = 1;
  std::size_t next_ = 0;
  AlignedArray<std::uint8_t> codes_;
  AlignedArray<std::int8_t> q_;
  AlignedArray<float> y_;
  AlignedArray<std::uint8_t> scratch_;
  std::vector<std::int8_t> trits_;
  std::vector<float> scale_;
  std::vector<std::int32_t> sum_;
  std::vector<std::uint32_t> checked_;
  std::vector<float> expected_;
};

}  // namespace

void add_matmul_rows(const BenchSetup& setup, const char* group, std::uint32_t tokens,
                     BenchRows& rows) {
  for (const kernels::Isa isa : setup.isas) {
    for (const kernels::MatmulLayout layout : kernels::kAllMatmulLayouts) {
      for (const MatmulShape& shape : kModelShapes) {
        const kernels::KernelTable* table = &kernels::kernels_for(isa);
        const std::uint64_t seed = setup.seed;
        rows.timed.push_back(
            {group,
             fmt::format("{}_{}", kernels::matmul_layout_name(layout), kernels::isa_name(isa)),
             fmt::format("{}x{}x{}", shape.rows, shape.cols, tokens),
             std::uint64_t{shape.rows} * shape.cols * tokens,
             [=] { return std::make_unique<MatmulWork>(*table, layout, shape, tokens, seed); }});
      }
    }
  }
}

}  // namespace benchsuite
