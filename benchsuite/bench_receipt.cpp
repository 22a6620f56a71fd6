// SPDX-License-Identifier: Apache-2.0
// Rows receipt/verify/<kernels>, receipt/build/<kernels> and receipt/counted_call/{off,on}: what it
// costs to check a receipt, to make one, and to count one kernel call. JSON allocates, so the first
// two may.
#include "harness/bench_program.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/runtime/receipt.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;
namespace runtime = bitnet::runtime;
using kernels::KernelId;

constexpr std::size_t kBuiltKernels = 7;

// A run of 2B-4T's shape that every rule accepts: one prompt token, one generated.
runtime::ReceiptInput accepted_input(const kernels::KernelTable& table) {
  constexpr std::uint64_t kWeights = 2084044800;
  runtime::ReceiptInput input;
  input.table = &table;
  input.settings.isa = table.isa;
  input.model = {"model.gguf", "i2_s", 30, 2560, 6912, 20, 5, 128, 128256, 1187801280, ""};
  input.run.prompt_tokens = 1;
  input.run.generated_tokens = 1;
  input.run.forwarded_tokens = 1;
  input.run.forward_passes = 1;
  input.run.head_positions = 1;
  input.run.wall_ns = 50000000;
  input.run.stop_reason = "max_tokens";
  input.run.token_sha256 = runtime::token_digest({});
  const auto count = [&input](KernelId id, std::uint64_t weight_bytes, std::uint64_t macs) {
    input.counters.count[static_cast<std::size_t>(id)] = {1, weight_bytes, weight_bytes, macs,
                                                          1000};
  };
  count(KernelId::kGemvTrits5, kWeights / 5, kWeights);
  count(KernelId::kHeadF16, 656670720, std::uint64_t{128256} * 2560);
  count(KernelId::kEmbedF16, 5120, 0);
  count(KernelId::kAttentionF16, 0, std::uint64_t{2} * 30 * 20 * 128);
  count(KernelId::kQuantizeRow, 0, 0);
  count(KernelId::kRmsnorm, 0, 0);
  count(KernelId::kAdd, 0, 0);
  return input;
}

// The same with more kernels that ran and multiplied nothing.
std::string receipt_with(const kernels::KernelTable& table, std::size_t wanted) {
  auto json = nlohmann::json::parse(runtime::receipt_text(accepted_input(table)));
  for (std::size_t i = json["kernels"].size(); i < wanted; ++i) {
    const std::string id = fmt::format("i2s_pack_{}_scalar", i);
    json["kernels"].push_back(id);
    json["kernel_counters"][id] = {{"isa", "scalar"},   {"calls", 1}, {"bytes", 64},
                                   {"weight_bytes", 0}, {"macs", 0},  {"ns", 1}};
  }
  return json.dump(2);
}

class VerifyWork final : public Workload {
 public:
  VerifyWork(const kernels::KernelTable& table, std::size_t kernels_in_it)
      : text_(receipt_with(table, kernels_in_it)) {
    context_.isa = "generic";
    context_.elements = kernels_in_it;
    context_.bytes_read = text_.size();
    beside_copy_ = true;
    may_allocate_ = true;
  }

  void prepare() override { refused_ = "not verified yet"; }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      const auto verdict = runtime::verify_receipt_text(text_, "receipt");
      refused_ = !verdict              ? verdict.error().message
                 : verdict->accepted() ? std::string()
                                       : verdict->violations.front().message;
      benchmark::ClobberMemory();
    }
  }

  [[nodiscard]] std::string difference() const override { return refused_; }

 private:
  std::string text_;
  std::string refused_;
};

class BuildWork final : public Workload {
 public:
  explicit BuildWork(const kernels::KernelTable& table) : input_(accepted_input(table)) {
    context_.isa = "generic";
    context_.elements = kBuiltKernels;
    beside_copy_ = true;
    may_allocate_ = true;
  }

  void prepare() override {
    context_.bytes_written = runtime::receipt_text(input_).size();
    text_.clear();
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      text_ = runtime::receipt_text(input_);
      benchmark::DoNotOptimize(text_.data());
      benchmark::ClobberMemory();
    }
  }

  [[nodiscard]] std::string difference() const override {
    const auto verdict = runtime::verify_receipt_text(text_, "receipt");
    if (!verdict) {
      return verdict.error().message;
    }
    return verdict->accepted() ? "" : verdict->violations.front().message;
  }

 private:
  runtime::ReceiptInput input_;
  std::string text_;
};

// The smallest call there is: what remains is the call and, if on, its counting.
class CountedCallWork final : public Workload {
 public:
  CountedCallWork(const kernels::KernelTable& table, bool counting)
      : table_(table), counting_(counting) {
    context_.isa = std::string(kernels::isa_name(kernels::kernel_isa(table, KernelId::kAdd)));
    context_.elements = 1;
  }

  void prepare() override {
    counters_ = {};
    calls_ = 0;
  }

  void run(std::uint64_t iterations) noexcept override {
    const kernels::CountScope scope(counting_ ? &counters_ : nullptr);
    for (std::uint64_t i = 0; i < iterations; ++i) {
      kernels::counted_add(table_, &x_, &y_, 1);
      benchmark::ClobberMemory();
    }
    calls_ += iterations;
  }

  [[nodiscard]] std::string difference() const override {
    const std::uint64_t wanted = counting_ ? calls_ : 0;
    const std::uint64_t counted = counters_.of(KernelId::kAdd).calls;
    return counted == wanted ? "" : fmt::format("{} calls counted, wanted {}", counted, wanted);
  }

 private:
  const kernels::KernelTable& table_;
  bool counting_;
  kernels::KernelCounters counters_;
  std::uint64_t calls_ = 0;
  float x_ = 0.0F;
  float y_ = 0.0F;
};

BenchRows receipt_rows(const BenchSetup& setup) {
  const kernels::KernelTable& table = *setup.table;
  BenchRows rows;
  for (const std::size_t n : {std::size_t{7}, std::size_t{1000}, std::size_t{10000}}) {
    rows.timed.push_back({"receipt", "verify", std::to_string(n), n,
                          [&table, n] { return std::make_unique<VerifyWork>(table, n); }});
  }
  rows.timed.push_back({"receipt", "build", std::to_string(kBuiltKernels), kBuiltKernels,
                        [&table] { return std::make_unique<BuildWork>(table); }});
  for (const bool counting : {false, true}) {
    rows.timed.push_back(
        {"receipt", "counted_call", counting ? "on" : "off", 1,
         [&table, counting] { return std::make_unique<CountedCallWork>(table, counting); }});
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::receipt_rows);
}
