// SPDX-License-Identifier: Apache-2.0
// Copy, read and absmax workloads.
#include "memory_work.h"

#include "bench_data.h"
#include "checked_array.h"
#include "streaming_copy.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <cstring>

namespace benchsuite {
namespace kernels = bitnet::kernels;

namespace {

class CopyWork : public Workload {
 public:
  explicit CopyWork(std::uint64_t total_bytes) : half_(total_bytes / 2) {
    context_.bytes_read = half_;
    context_.bytes_written = half_;
    context_.elements = half_;
    context_.labels["data"] = "bytes";
  }

  void prepare() override {
    to_ = CheckedArray<unsigned char>(half_);
    for (std::uint64_t i = 0; i < half_; ++i) {
      to_.reference()[i] = static_cast<unsigned char>(i * 7 + i / 256);
    }
    to_.spoil();
  }

  [[nodiscard]] std::string difference() const override { return to_.difference("copy"); }

 protected:
  std::uint64_t half_;
  CheckedArray<unsigned char> to_;  // its reference is the source of the copy
};

class MemcpyWork final : public CopyWork {
 public:
  explicit MemcpyWork(std::uint64_t total_bytes) : CopyWork(total_bytes) { context_.isa = "libc"; }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      std::memcpy(to_.actual(), to_.reference(), half_);
      benchmark::ClobberMemory();
    }
  }
};

class StreamingCopyWork final : public CopyWork {
 public:
  explicit StreamingCopyWork(std::uint64_t total_bytes) : CopyWork(total_bytes) {
    context_.isa = "sse2";
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      streaming_copy(to_.actual(), to_.reference(), half_);
      benchmark::ClobberMemory();
    }
  }
};

// Eight independent sums, so that the loads and not one chain of additions set the pace.
std::uint64_t sum_words(const std::uint64_t* words, std::size_t count) {
  std::array<std::uint64_t, 8> sums{};
  for (std::size_t i = 0; i < count; i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane) {
      sums[lane] += words[i + lane];
    }
  }
  std::uint64_t total = 0;
  for (const std::uint64_t sum : sums) {
    total += sum;
  }
  return total;
}

class ReadWork final : public Workload {
 public:
  explicit ReadWork(std::uint64_t bytes) : words_count_(bytes / 64 * 8) {
    context_.isa = "generic";
    context_.bytes_read = words_count_ * sizeof(std::uint64_t);
    context_.elements = words_count_;
    context_.labels["data"] = "uint64";
  }

  void prepare() override {
    words_ = AlignedArray<std::uint64_t>(words_count_);
    expected_ = 0;
    std::uint64_t value = 1;
    for (std::uint64_t& word : words_.span()) {
      value = value * 6364136223846793005U + 1442695040888963407U;
      word = value;
      expected_ += value;
    }
    sum_ = ~expected_;
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      sum_ = sum_words(words_.data(), words_.size());
      benchmark::DoNotOptimize(sum_);
      benchmark::ClobberMemory();
    }
  }

  [[nodiscard]] std::string difference() const override {
    return sum_ == expected_ ? "" : fmt::format("sum is {}, not {}", sum_, expected_);
  }

 private:
  std::uint64_t words_count_;
  AlignedArray<std::uint64_t> words_;
  std::uint64_t expected_ = 0;
  std::uint64_t sum_ = 0;
};

kernels::Isa absmax_isa(const kernels::KernelTable& table) {
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (kernels::isa_available(isa) && kernels::kernels_for(isa).absmax == table.absmax) {
      return isa;
    }
  }
  return table.isa;
}

class AbsmaxWork final : public Workload {
 public:
  AbsmaxWork(std::size_t n, const kernels::KernelTable& table, std::uint64_t seed)
      : n_(n), seed_(seed), absmax_(table.absmax) {
    const kernels::Isa isa = absmax_isa(table);
    context_.isa = kernels::isa_name(isa);
    context_.bytes_read = n * sizeof(float);
    context_.elements = n;
    context_.labels["data"] = data_name(Data::kGaussian);
    context_.labels["table"] = kernels::isa_name(table.isa);
    if (isa != table.isa) {
      context_.labels["inherited_from"] = kernels::isa_name(isa);
    }
  }

  void prepare() override {
    weights_ = AlignedArray<float>(n_);
    fill_data(Data::kGaussian, seed_, weights_.span());
    expected_ = kernels::kernels_for(kernels::Isa::kScalar).absmax(weights_.data(), n_);
    largest_ = -1;
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      largest_ = absmax_(weights_.data(), n_);
      benchmark::DoNotOptimize(largest_);
    }
  }

  [[nodiscard]] std::string difference() const override {
    return largest_ == expected_ ? "" : fmt::format("absmax is {}, not {}", largest_, expected_);
  }

 private:
  std::size_t n_;
  std::uint64_t seed_;
  float (*absmax_)(const float*, std::size_t);
  AlignedArray<float> weights_;
  float expected_ = 0;
  float largest_ = 0;
};

}  // namespace

std::unique_ptr<Workload> make_memcpy_work(std::uint64_t total_bytes) {
  return std::make_unique<MemcpyWork>(total_bytes);
}

std::unique_ptr<Workload> make_streaming_copy_work(std::uint64_t total_bytes) {
  return std::make_unique<StreamingCopyWork>(total_bytes);
}

std::unique_ptr<Workload> make_read_work(std::uint64_t bytes) {
  return std::make_unique<ReadWork>(bytes);
}

std::unique_ptr<Workload> make_absmax_work(std::size_t n, const kernels::KernelTable& table,
                                           std::uint64_t seed) {
  return std::make_unique<AbsmaxWork>(n, table, seed);
}

}  // namespace benchsuite
