// SPDX-License-Identifier: Apache-2.0
// Every ternary type gives the trits that were packed, by any row range; scales and codes that are
// not what they should be are named.
#include "gguf/raw_gguf.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/ternary_tensor.h>

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace bitnet::runtime;
using namespace bitnet::runtime::testing;
namespace kernels = bitnet::kernels;

namespace {

struct Sample {
  GgufType type;
  kernels::Format format;
};

constexpr Sample kSamples[] = {{GgufType::kI2_S, kernels::Format::kI2sTensor},
                               {GgufType::kTL1, kernels::Format::kTl1},
                               {GgufType::kTL2, kernels::Format::kTl2},
                               {GgufType::kTQ1_0, kernels::Format::kTq1},
                               {GgufType::kTQ2_0, kernels::Format::kTq2}};

struct Shape {
  std::size_t rows;
  std::size_t cols;
};

constexpr Shape kShapes[] = {{160, 256}, {70, 512}, {64, 100}, {300, 30}};

std::vector<std::int8_t> random_trits(std::size_t n) {
  std::mt19937 engine(7);
  std::vector<std::int8_t> trits(n);
  for (std::int8_t& trit : trits) {
    trit = static_cast<std::int8_t>(static_cast<int>(engine() % 3) - 1);
  }
  return trits;
}

std::string packed(kernels::Format format, std::size_t rows, std::size_t cols,
                   const std::vector<std::int8_t>& trits, float scale) {
  const kernels::PackedLayout layout = kernels::make_layout(format, rows, cols).layout;
  const std::vector<float> scales(layout.scale_count, scale);
  std::string data(layout.total_bytes, '\0');
  kernels::kernels_for(kernels::Isa::kScalar)
      .of(format)
      .pack(layout, trits.data(), scales.data(), reinterpret_cast<std::uint8_t*>(data.data()));
  return data;
}

Result<GgufFile> one_tensor(GgufType type, std::vector<std::uint64_t> dims, std::string data) {
  RawFile file;
  file.set_text("general.architecture", "bitnet");
  file.tensors.push_back(
      {"w", std::move(dims), static_cast<std::uint32_t>(type), std::move(data), {}, {}});
  const std::string bytes = file.bytes();
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
  return GgufFile::from_bytes(std::vector<std::byte>(begin, begin + bytes.size()), "x.gguf");
}

std::string unpack_fault(GgufType type, std::uint64_t rows, std::uint64_t cols,
                         const std::string& data) {
  const Result<GgufFile> file = one_tensor(type, {cols, rows}, data);
  REQUIRE(file.has_value());
  const Result<TernaryTensor> tensor = TernaryTensor::open(*file, file->tensors()[0]);
  if (!tensor) {
    return tensor.error().message;
  }
  std::vector<std::int8_t> trits(rows * cols);
  const Result<void> done = tensor->unpack(0, static_cast<std::uint32_t>(rows), trits.data());
  return done ? std::string() : done.error().message;
}

void check_ranges(const TernaryTensor& tensor, const std::vector<std::int8_t>& expected) {
  const std::uint32_t rows = tensor.rows();
  const std::size_t cols = tensor.cols();
  for (std::uint32_t begin = 0; begin < rows; begin += 1 + begin / 3) {
    for (std::uint32_t end = begin; end <= rows; end += 1 + end / 5) {
      std::vector<std::int8_t> trits((end - begin) * cols + 2, 99);
      REQUIRE(tensor.unpack(begin, end, trits.data() + 1).has_value());
      const bool same = std::equal(trits.begin() + 1, trits.end() - 1,
                                   expected.begin() + static_cast<std::ptrdiff_t>(begin * cols));
      CAPTURE(begin);
      CAPTURE(end);
      CHECK(same);
      CHECK(trits.front() == 99);
      CHECK(trits.back() == 99);
    }
  }
}

}  // namespace

TEST_CASE("ternary tensor: every type, every row range") {
  for (const Sample& sample : kSamples) {
    const bool blocks = is_ternary(sample.type) && sample.type >= GgufType::kTQ1_0 &&
                        sample.type <= GgufType::kTQ2_0;
    const bool tensor_blocks = sample.type == GgufType::kI2_S;
    for (const Shape& shape : kShapes) {
      const std::size_t rows = shape.rows;
      const std::size_t cols = shape.cols;
      if ((blocks && cols % 256 != 0) || (tensor_blocks && rows * cols % 128 != 0)) {
        continue;
      }
      CAPTURE(gguf_type_name(sample.type));
      CAPTURE(rows);
      CAPTURE(cols);
      const std::vector<std::int8_t> trits = random_trits(rows * cols);
      const Result<GgufFile> file =
          one_tensor(sample.type, {cols, rows}, packed(sample.format, rows, cols, trits, 0.03125F));
      REQUIRE(file.has_value());
      const Result<TernaryTensor> tensor = TernaryTensor::open(*file, file->tensors()[0]);
      REQUIRE(tensor.has_value());
      CHECK(tensor->scale() == 0.03125F);
      CHECK(tensor->rows() == rows);
      CHECK(tensor->cols() == cols);
      check_ranges(*tensor, trits);
    }
  }
}

TEST_CASE("ternary tensor: the ARM layout of I2_S by request") {
  const std::vector<std::int8_t> trits = random_trits(64 * 24);
  std::string data(trits.size() / 4, '\0');
  for (std::size_t i = 0; i < trits.size(); ++i) {
    const std::size_t j = i % 64;
    auto& byte = data[16 * (i / 64) + j % 16];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | static_cast<unsigned>(trits[i] + 1)
                                                                    << (6 - 2 * (j / 16)));
  }
  data += raw(0.5F) + std::string(28, '\0');
  const Result<GgufFile> file = one_tensor(GgufType::kI2_S, {24, 64}, data);
  REQUIRE(file.has_value());
  const auto arm = TernaryTensor::open(*file, file->tensors()[0], I2sLayout::kArm);
  REQUIRE(arm.has_value());
  check_ranges(*arm, trits);
  const auto official = TernaryTensor::open(*file, file->tensors()[0]);
  REQUIRE(official.has_value());
  std::vector<std::int8_t> other(trits.size());
  REQUIRE(official->unpack(0, 64, other.data()).has_value());
  CHECK(other != trits);
}

TEST_CASE("ternary tensor: a block scale that differs is named") {
  std::vector<std::int8_t> trits(4 * 512, 1);
  std::string data = packed(kernels::Format::kTq2, 4, 512, trits, 0.5F);
  data[5 * 66 + 64] = '\x01';  // row 2, block 1
  const std::string fault = unpack_fault(GgufType::kTQ2_0, 4, 512, data);
  CHECK(fault.find("x.gguf: tensor 'w' has scale 0.5") == 0);
  CHECK(fault.find("in row 2, block 1 of 2, wanted 0.5") != std::string::npos);
  std::fill(trits.begin() + 5 * 256, trits.begin() + 6 * 256, std::int8_t{0});
  data = packed(kernels::Format::kTq2, 4, 512, trits, 0.5F);
  data.replace(5 * 66 + 64, 2, 2, '\0');  // a block of zeros may have any scale
  CHECK(unpack_fault(GgufType::kTQ2_0, 4, 512, data).empty());
  const std::vector<std::int8_t> zeros(4 * 512, 0);
  CHECK(unpack_fault(GgufType::kTQ1_0, 4, 512, packed(kernels::Format::kTq1, 4, 512, zeros, 0.0F))
            .empty());
}

TEST_CASE("ternary tensor: unused codes of every type") {
  const std::vector<std::int8_t> trits = random_trits(64 * 256);
  for (const Sample& sample : kSamples) {
    std::string data = packed(sample.format, 64, 256, trits, 0.5F);
    CAPTURE(gguf_type_name(sample.type));
    REQUIRE(unpack_fault(sample.type, 64, 256, data).empty());
    data[1] = sample.type == GgufType::kTQ1_0 ? '\x01' : '\xff';  // 1: no five trits give it
    const std::string fault = unpack_fault(sample.type, 64, 256, data);
    CHECK(fault.find("x.gguf: tensor 'w' has ") == 0);
    CHECK((fault.find("code") != std::string::npos ||
           fault.find("no five trits") != std::string::npos));
  }
}

TEST_CASE("ternary tensor: what is not ternary") {
  const Result<GgufFile> file = one_tensor(GgufType::kF32, {4}, std::string(16, '\0'));
  REQUIRE(file.has_value());
  const auto tensor = TernaryTensor::open(*file, file->tensors()[0]);
  REQUIRE_FALSE(tensor.has_value());
  CHECK(tensor.error().message ==
        "x.gguf: tensor 'w' has type F32, wanted I2_S, TL1, TL2, TQ1_0 or TQ2_0");
}

TEST_CASE("ternary tensor: a separate scale within the tail, as Microsoft's converter writes it") {
  const std::vector<std::int8_t> trits = random_trits(64 * 256);
  RawFile file;
  file.set_text("general.architecture", "bitnet");
  const std::string data = packed(kernels::Format::kTl1, 64, 256, trits, 0.75F);
  const std::size_t codes = data.size() - 32;
  file.tensors.push_back({"w", {256, 64}, 38, data.substr(0, codes), {}, {}});
  file.tensors.push_back({"w_scale", {1}, 0, raw(0.75F) + std::string(28, '\0'), {}, {}});
  file.tensors.push_back({"v", {1}, 0, raw(1.0F), {}, {}});
  std::string bytes = file.bytes();
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
  Result<GgufFile> read =
      GgufFile::from_bytes(std::vector<std::byte>(begin, begin + bytes.size()), "x.gguf");
  REQUIRE(read.has_value());
  const auto tensor = TernaryTensor::open(*read, read->tensors()[0]);
  REQUIRE(tensor.has_value());
  CHECK(tensor->scale() == 0.75F);
  file.tensors[1].name = "u_scale";
  bytes = file.bytes();
  begin = reinterpret_cast<const std::byte*>(bytes.data());
  read = GgufFile::from_bytes(std::vector<std::byte>(begin, begin + bytes.size()), "x.gguf");
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().message.find("it overlaps another tensor") != std::string::npos);
}
