// SPDX-License-Identifier: Apache-2.0
// Tests of Model::load on files: what arrives in memory is what the file says, whatever its type,
// the layout, the threads and the way of reading; what cannot be a model is refused by name.
#include "model/load.h"

#include "base/test_folder.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/session.h>
#include <bitnet/runtime/synth.h>
#include <bitnet/runtime/ternary_tensor.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace bitnet::runtime {
namespace {

using kernels::MatmulLayout;
using testing::TestFolder;

constexpr GgufType kTernaryTypes[] = {GgufType::kI2_S, GgufType::kTL1, GgufType::kTL2,
                                      GgufType::kTQ1_0, GgufType::kTQ2_0};

// Two layers, 256 wide.
void put_model(const TestFolder& folder, GgufType weights = GgufType::kI2_S,
               GgufType head = GgufType::kF16, bool tied = true) {
  SynthOptions options;
  options.config = synth_preset("tiny").value();
  options.config.layers = 2;
  options.config.tied_head = tied;
  options.weights = weights;
  options.head = head;
  const auto made = synthesize(options, folder.path("m.gguf"));
  CAPTURE((made ? std::string() : made.error().message));
  REQUIRE(made.has_value());
}

// Model, and the file that it points into.
struct FromFile {
  GgufFile file;
  std::unique_ptr<ThreadPool> pool;
  Model model;
};

FromFile load_from(const TestFolder& folder, const LoadOptions& options = {},
                   unsigned threads = 2) {
  GgufFile file =
      GgufFile::open(folder.path("m.gguf"), {.use_mmap = options.file_is_mapped}).value();
  auto pool = ThreadPool::create(threads).value();
  auto model = Model::load(file, *pool, options);
  CAPTURE((model ? std::string() : model.error().message));
  REQUIRE(model.has_value());
  return {std::move(file), std::move(pool), std::move(*model)};
}

std::string load_refusal(const TestFolder& folder, unsigned threads = 2) {
  const GgufFile file = GgufFile::open(folder.path("m.gguf")).value();
  auto pool = ThreadPool::create(threads).value();
  const auto model = Model::load(file, *pool);
  REQUIRE_FALSE(model.has_value());
  CHECK(model.error().code == ExitCode::kInput);
  return model.error().message;
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Writes over the bytes of a tensor from `at` on.
void overwrite(const TestFolder& folder, const std::string& tensor, std::size_t at,
               const std::string& bytes) {
  std::string content = folder.get("m.gguf");
  const GgufFile file = GgufFile::open(folder.path("m.gguf")).value();
  const GgufTensor* found = file.tensor(tensor);
  REQUIRE(found != nullptr);
  REQUIRE(at + bytes.size() <= found->bytes);
  content.replace(found->offset + at, bytes.size(), bytes);
  folder.put("m.gguf", content);
}

std::string bytes_of(float value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string codes_of(const kernels::MatmulWeights& w) {
  const std::size_t bytes = kernels::matmul_bytes(w.layout, w.rows, w.cols);
  std::string codes(bytes, '\0');
  std::memcpy(codes.data(), w.codes, bytes);
  return codes;
}

// All codes, scales and norms, one after the other.
std::string everything(const ModelWeights& weights) {
  std::string all;
  for (const LayerWeights& layer : weights.layers) {
    for (const auto member :
         {&LayerWeights::q, &LayerWeights::k, &LayerWeights::v, &LayerWeights::o,
          &LayerWeights::gate, &LayerWeights::up, &LayerWeights::down}) {
      all += codes_of(layer.*member) + bytes_of((layer.*member).scale);
    }
  }
  for (const float norm : weights.norms) {
    all += bytes_of(norm);
  }
  return all;
}

// Codes of one tensor by the documented way: unpack all of it, repack all of it.
std::string repacked(const GgufFile& file, const std::string& name, MatmulLayout layout) {
  const auto source = TernaryTensor::open(file, *file.tensor(name)).value();
  std::vector<std::int8_t> trits(std::size_t{source.rows()} * source.cols());
  REQUIRE(source.unpack(0, source.rows(), trits.data()).has_value());
  std::vector<std::uint8_t> codes(kernels::matmul_bytes(layout, source.rows(), source.cols()));
  kernels::matmul_repack(layout, source.rows(), source.cols(), 0, source.rows(), trits.data(),
                         codes.data());
  return {codes.begin(), codes.end()};
}

TEST_CASE("load: every matrix is the tensor of its name, in every layout") {
  const TestFolder folder;
  put_model(folder);
  for (const MatmulLayout layout : kernels::kAllMatmulLayouts) {
    CAPTURE(kernels::matmul_layout_name(layout));
    LoadOptions options;
    options.layout = layout;
    const FromFile loaded = load_from(folder, options);
    CHECK(loaded.model.layout() == layout);
    const std::pair<const char*, kernels::MatmulWeights LayerWeights::*> parts[] = {
        {"attn_q", &LayerWeights::q},      {"attn_k", &LayerWeights::k},
        {"attn_v", &LayerWeights::v},      {"attn_output", &LayerWeights::o},
        {"ffn_gate", &LayerWeights::gate}, {"ffn_up", &LayerWeights::up},
        {"ffn_down", &LayerWeights::down}};
    for (std::uint32_t layer = 0; layer < 2; ++layer) {
      for (const auto& [part, member] : parts) {
        const std::string name = layer_tensor_name(layer, part);
        CAPTURE(name);
        const kernels::MatmulWeights& w = loaded.model.weights().layers[layer].*member;
        CHECK((codes_of(w) == repacked(loaded.file, name, layout)));
        const auto source = TernaryTensor::open(loaded.file, *loaded.file.tensor(name));
        CHECK(w.scale == source->scale());
        CHECK(w.rows == source->rows());
        CHECK(w.cols == source->cols());
      }
    }
  }
}

TEST_CASE("load: type of the file, threads and the way of reading change nothing") {
  const TestFolder folder;
  put_model(folder);
  const std::string wanted = everything(load_from(folder, {}, 1).model.weights());
  for (const GgufType type : kTernaryTypes) {
    CAPTURE(gguf_type_name(type));
    put_model(folder, type);
    for (const unsigned threads : {1U, 3U}) {
      for (const bool mapped : {true, false}) {
        LoadOptions options;
        options.file_is_mapped = mapped;
        CHECK((everything(load_from(folder, options, threads).model.weights()) == wanted));
      }
    }
  }
}

TEST_CASE("load: norms are the file's, each in its place") {
  const TestFolder folder;
  put_model(folder);
  const FromFile loaded = load_from(folder);
  const ModelWeights& weights = loaded.model.weights();
  const auto same = [&](const std::string& name, const float* values) {
    const auto bytes = loaded.file.data(*loaded.file.tensor(name));
    return std::memcmp(values, bytes.data(), bytes.size()) == 0;
  };
  CHECK(same("output_norm.weight", weights.output_norm));
  for (std::uint32_t layer = 0; layer < 2; ++layer) {
    CHECK(same(layer_tensor_name(layer, "attn_norm"), weights.layers[layer].attn_norm));
    CHECK(same(layer_tensor_name(layer, "attn_sub_norm"), weights.layers[layer].attn_sub_norm));
    CHECK(same(layer_tensor_name(layer, "ffn_norm"), weights.layers[layer].ffn_norm));
    CHECK(same(layer_tensor_name(layer, "ffn_sub_norm"), weights.layers[layer].ffn_sub_norm));
  }
}

TEST_CASE("load: which heads are screened, and what that costs in memory") {
  const TestFolder folder;
  for (const GgufType head : {GgufType::kF32, GgufType::kF16, GgufType::kBF16, GgufType::kQ8_0,
                              GgufType::kQ6_K, GgufType::kQ4_0}) {
    CAPTURE(gguf_type_name(head));
    put_model(folder, GgufType::kI2_S, head);
    for (const bool asked : {true, false}) {
      LoadOptions options;
      options.screen_head = asked;
      const FromFile loaded = load_from(folder, options);
      const ModelWeights& weights = loaded.model.weights();
      const bool worth = worth_screening(weights.head.type, weights.head.cols);
      CHECK((weights.screen.data != nullptr) == (asked && worth));
      CHECK(loaded.model.memory_bytes() >=
            model_memory_bytes(loaded.model.config(), loaded.file, options));
    }
  }
  CHECK(worth_screening(kernels::DenseType::kF16, 2560));
  CHECK_FALSE(worth_screening(kernels::DenseType::kQ4_0, 2560));
  CHECK_FALSE(worth_screening(kernels::DenseType::kF16, kernels::kScreenMaxCols + 1));
}

TEST_CASE("load: a head of its own is the one that is used") {
  const TestFolder folder;
  put_model(folder, GgufType::kI2_S, GgufType::kF16, false);
  const FromFile loaded = load_from(folder);
  const ModelWeights& weights = loaded.model.weights();
  const auto data = [&](const char* name) {
    return static_cast<const void*>(loaded.file.data(*loaded.file.tensor(name)).data());
  };
  CHECK(static_cast<const void*>(weights.head.data) == data("output.weight"));
  CHECK(static_cast<const void*>(weights.embedding.data) == data("token_embd.weight"));
  CHECK(weights.head.data != weights.embedding.data);
}

TEST_CASE("load: a norm that is not finite is refused by tensor and element") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const TestFolder folder;
    put_model(folder);
    overwrite(folder, "blk.1.ffn_sub_norm.weight", 5 * sizeof(float), bytes_of(bad));
    const std::string message = load_refusal(folder);
    CHECK(mentions(message, folder.path("m.gguf") + ": tensor blk.1.ffn_sub_norm.weight"));
    CHECK(mentions(message, "element 5 is"));
  }
}

TEST_CASE("load: of several bad codes the first in the file is named, by any number of threads") {
  const TestFolder folder;
  put_model(folder);
  for (const char* tensor :
       {"blk.1.ffn_down.weight", "blk.0.ffn_up.weight", "blk.1.attn_q.weight"}) {
    overwrite(folder, tensor, 100, "\xff");
  }
  const std::string first = load_refusal(folder, 1);
  CHECK(mentions(first, "'blk.0.ffn_up.weight'"));
  for (const unsigned threads : {2U, 5U}) {
    CHECK(load_refusal(folder, threads) == first);
  }
}

TEST_CASE("load: a scale that is no scale is refused before anything is repacked") {
  const TestFolder folder;
  put_model(folder);
  const std::size_t tail =
      GgufFile::open(folder.path("m.gguf"))->tensor("blk.0.attn_v.weight")->bytes;
  overwrite(folder, "blk.0.attn_v.weight", tail - 32, bytes_of(-1.0F));
  CHECK(mentions(load_refusal(folder), "'blk.0.attn_v.weight'"));
}

TEST_CASE("load: the ARM order of the codes is another model") {
  const TestFolder folder;
  put_model(folder);
  LoadOptions arm;
  arm.i2s = I2sLayout::kArm;
  CHECK((everything(load_from(folder).model.weights()) !=
         everything(load_from(folder, arm).model.weights())));
}

TEST_CASE("load: every instruction set here loads the same model and prefers a layout") {
  const TestFolder folder;
  put_model(folder);
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (kernels::isa_available(isa)) {
      LoadOptions options;
      options.isa = isa;
      const FromFile loaded = load_from(folder, options);
      CHECK(loaded.model.layout() == kernels::preferred_layout(isa));
      CHECK(loaded.model.kernels().isa == isa);
    }
  }
}

}  // namespace
}  // namespace bitnet::runtime
