// SPDX-License-Identifier: Apache-2.0
// One workload class per operation of the kernel table. The scalar table makes inputs and
// references.
#include "format_work.h"

#include "checked_array.h"
#include "format_facts.h"

#include <bitnet/kernels/convert.h>

#include <fmt/format.h>

namespace benchsuite {
namespace kernels = bitnet::kernels;

namespace {

const kernels::KernelTable& scalar_table() {
  return kernels::kernels_for(kernels::Isa::kScalar);
}

class FormatWork : public Workload {
 public:
  FormatWork(const FormatCase& row, const kernels::KernelTable& table, std::uint64_t seed)
      : layout_(kernels::make_layout(row.format, row.shape.rows, row.shape.k).layout),
        table_(table),
        fast_(table.of(row.format)),
        scalar_(scalar_table().of(row.format)),
        data_(row.data),
        seed_(seed) {
    const kernels::Isa isa = effective_isa(table, row.format, row.op);
    const Traffic traffic = traffic_of(row.op, layout_);
    beside_copy_ = row.beside_copy;
    context_.isa = kernels::isa_name(isa);
    context_.bytes_read = traffic.read;
    context_.bytes_written = traffic.written;
    context_.elements = count();
    context_.labels["shape"] = fmt::format("{}x{}", layout_.rows, layout_.k);
    context_.labels["stored"] = fmt::format("{}x{}", layout_.rows_padded, layout_.k_padded);
    context_.labels["packed_bytes"] = std::to_string(layout_.total_bytes);
    context_.labels["table"] = kernels::isa_name(table.isa);
    if (isa != table.isa) {
      context_.labels["inherited_from"] = kernels::isa_name(isa);
    }
    if (row.op == FormatOp::kPack || row.op == FormatOp::kUnpack) {
      context_.labels["data"] = "trits";
    } else {
      context_.labels["data"] = data_name(row.data);
    }
  }

 protected:
  [[nodiscard]] std::size_t count() const { return layout_.rows * layout_.k; }

  [[nodiscard]] AlignedArray<float> make_weights() const {
    AlignedArray<float> weights(count());
    fill_data(data_, seed_, weights.span());
    return weights;
  }

  const kernels::PackedLayout layout_;
  const kernels::KernelTable& table_;
  const kernels::FormatKernels& fast_;
  const kernels::FormatKernels& scalar_;
  const Data data_;
  const std::uint64_t seed_;
};

class QuantizeWork final : public FormatWork {
 public:
  using FormatWork::FormatWork;

  void prepare() override {
    weights_ = make_weights();
    packed_ = CheckedArray<std::uint8_t>(layout_.total_bytes);
    scalar_.quantize(layout_, weights_.data(), packed_.reference());
    packed_.spoil();
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      fast_.quantize(layout_, weights_.data(), packed_.actual());
    }
  }

  [[nodiscard]] std::string difference() const override { return packed_.difference("packed"); }

 private:
  AlignedArray<float> weights_;
  CheckedArray<std::uint8_t> packed_;
};

class DequantizeWork final : public FormatWork {
 public:
  using FormatWork::FormatWork;

  void prepare() override {
    packed_ = AlignedArray<std::uint8_t>(layout_.total_bytes);
    scalar_.quantize(layout_, make_weights().data(), packed_.data());
    floats_ = CheckedArray<float>(count());
    scalar_.dequantize(layout_, packed_.data(), floats_.reference());
    floats_.spoil();
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      fast_.dequantize(layout_, packed_.data(), floats_.actual());
    }
  }

  [[nodiscard]] std::string difference() const override { return floats_.difference("w"); }

 private:
  AlignedArray<std::uint8_t> packed_;
  CheckedArray<float> floats_;
};

class RoundTripWork final : public FormatWork {
 public:
  using FormatWork::FormatWork;

  void prepare() override {
    const kernels::Format format = layout_.format;
    const auto back = effective_isa(table_, format, FormatOp::kDequantize);
    context_.labels["isa_dequantize"] = kernels::isa_name(back);
    weights_ = make_weights();
    packed_ = CheckedArray<std::uint8_t>(layout_.total_bytes);
    floats_ = CheckedArray<float>(count());
    scalar_.quantize(layout_, weights_.data(), packed_.reference());
    scalar_.dequantize(layout_, packed_.reference(), floats_.reference());
    packed_.spoil();
    floats_.spoil();
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      fast_.quantize(layout_, weights_.data(), packed_.actual());
      fast_.dequantize(layout_, packed_.actual(), floats_.actual());
    }
  }

  [[nodiscard]] std::string difference() const override {
    const std::string difference = packed_.difference("packed");
    return difference.empty() ? floats_.difference("w") : difference;
  }

 private:
  AlignedArray<float> weights_;
  CheckedArray<std::uint8_t> packed_;
  CheckedArray<float> floats_;
};

class PackWork final : public FormatWork {
 public:
  using FormatWork::FormatWork;

  void prepare() override {
    trits_ = AlignedArray<std::int8_t>(count());
    fill_trits(seed_, trits_.span());
    scales_ = AlignedArray<float>(layout_.scale_count);
    std::fill_n(scales_.data(), scales_.size(), 0.75F);
    packed_ = CheckedArray<std::uint8_t>(layout_.total_bytes);
    scalar_.pack(layout_, trits_.data(), scales_.data(), packed_.reference());
    packed_.spoil();
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      fast_.pack(layout_, trits_.data(), scales_.data(), packed_.actual());
    }
  }

  [[nodiscard]] std::string difference() const override { return packed_.difference("packed"); }

 private:
  AlignedArray<std::int8_t> trits_;
  AlignedArray<float> scales_;
  CheckedArray<std::uint8_t> packed_;
};

class UnpackWork final : public FormatWork {
 public:
  using FormatWork::FormatWork;

  void prepare() override {
    AlignedArray<std::int8_t> trits(count());
    fill_trits(seed_, trits.span());
    AlignedArray<float> scales(layout_.scale_count);
    std::fill_n(scales.data(), scales.size(), 0.75F);
    packed_ = AlignedArray<std::uint8_t>(layout_.total_bytes);
    scalar_.pack(layout_, trits.data(), scales.data(), packed_.data());
    trits_ = CheckedArray<std::int8_t>(count());
    scales_ = CheckedArray<float>(layout_.scale_count);
    scalar_.unpack(layout_, packed_.data(), trits_.reference(), scales_.reference());
    trits_.spoil();
    scales_.spoil();
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      fast_.unpack(layout_, packed_.data(), trits_.actual(), scales_.actual());
    }
  }

  [[nodiscard]] std::string difference() const override {
    const std::string difference = trits_.difference("trits");
    return difference.empty() ? scales_.difference("scales") : difference;
  }

 private:
  AlignedArray<std::uint8_t> packed_;
  CheckedArray<std::int8_t> trits_;
  CheckedArray<float> scales_;
};

class MseWork final : public FormatWork {
 public:
  using FormatWork::FormatWork;

  void prepare() override {
    weights_ = make_weights();
    scratch_ = AlignedArray<std::uint8_t>(kernels::quantize_mse_scratch_bytes(layout_));
    packed_ = CheckedArray<std::uint8_t>(layout_.total_bytes);
    kernels::quantize_mse(scalar_table(), layout_, weights_.data(), packed_.reference(),
                          scratch_.data());
    packed_.spoil();
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      kernels::quantize_mse(table_, layout_, weights_.data(), packed_.actual(), scratch_.data());
    }
  }

  [[nodiscard]] std::string difference() const override { return packed_.difference("packed"); }

 private:
  AlignedArray<float> weights_;
  AlignedArray<std::uint8_t> scratch_;
  CheckedArray<std::uint8_t> packed_;
};

}  // namespace

std::unique_ptr<Workload> make_format_work(const FormatCase& row, const kernels::KernelTable& table,
                                           std::uint64_t seed) {
  switch (row.op) {
    case FormatOp::kQuantize:
      return std::make_unique<QuantizeWork>(row, table, seed);
    case FormatOp::kDequantize:
      return std::make_unique<DequantizeWork>(row, table, seed);
    case FormatOp::kRoundTrip:
      return std::make_unique<RoundTripWork>(row, table, seed);
    case FormatOp::kPack:
      return std::make_unique<PackWork>(row, table, seed);
    case FormatOp::kUnpack:
      return std::make_unique<UnpackWork>(row, table, seed);
    case FormatOp::kQuantizeMse:
      return std::make_unique<MseWork>(row, table, seed);
  }
  return nullptr;
}

}  // namespace benchsuite
