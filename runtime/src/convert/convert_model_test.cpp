// SPDX-License-Identifier: Apache-2.0
// Conversions keep every trit and scale, say what a head lost, and come back to the same bytes
// where that is possible.
#include "base/test_folder.h"
#include "convert/convert_plan.h"

#include <bitnet/runtime/convert.h>
#include <bitnet/runtime/gguf_writer.h>
#include <bitnet/runtime/model_config.h>
#include <bitnet/runtime/synth.h>

#include <doctest/doctest.h>

#include <string>

using namespace bitnet::runtime;
using bitnet::runtime::testing::TestFolder;

namespace {

void put_tiny(const TestFolder& folder, GgufType head) {
  SynthOptions options;
  options.config = *synth_preset("tiny");
  options.config.layers = 1;
  options.head = head;
  REQUIRE(synthesize(options, folder.path("in.gguf")).has_value());
}

ConvertSummary converted(const TestFolder& folder, const char* in, const char* out,
                         const ConvertOptions& options) {
  const Result<ConvertSummary> done = convert_model(folder.path(in), folder.path(out), options);
  CAPTURE((done ? std::string() : done.error().message));
  REQUIRE(done.has_value());
  CHECK(done->file_bytes == folder.get(out).size());
  return *done;
}

/// A copy of in.gguf with another scale in one tensor.
void put_scale(const TestFolder& folder, float scale) {
  const Result<GgufFile> file = GgufFile::open(folder.path("in.gguf"));
  REQUIRE(file.has_value());
  const GgufTensor* tensor = file->tensor("blk.0.attn_q.weight");
  std::string bytes = folder.get("in.gguf");
  bytes.replace(tensor->offset + tensor->bytes - 32, sizeof scale,
                reinterpret_cast<const char*>(&scale), sizeof scale);
  folder.put("in.gguf", bytes);
}

}  // namespace

TEST_CASE("convert: every ternary type and back gives the same file") {
  const TestFolder folder;
  put_tiny(folder, GgufType::kF16);
  for (const GgufType type :
       {GgufType::kTL1, GgufType::kTL2, GgufType::kTQ1_0, GgufType::kTQ2_0, GgufType::kI2_S}) {
    CAPTURE(gguf_type_name(type));
    const ConvertSummary there =
        converted(folder, "in.gguf", "there.gguf", {.weights = type, .head = {}, .i2s = {}});
    CHECK(there.lossless);
    CHECK(there.notes.empty());
    CHECK(there.ternary_tensors == (type == GgufType::kI2_S ? 0U : 7U));
    const ConvertSummary back = converted(folder, "there.gguf", "back.gguf",
                                          {.weights = GgufType::kI2_S, .head = {}, .i2s = {}});
    CHECK(back.lossless);
    CHECK(folder.get("back.gguf") == folder.get("in.gguf"));
    CHECK(folder.entries() == 3);
  }
}

TEST_CASE("convert: heads, and what they lose") {
  const TestFolder folder;
  put_tiny(folder, GgufType::kF16);
  CHECK(converted(folder, "in.gguf", "f32.gguf", {.weights = {}, .head = GgufType::kF32, .i2s = {}})
            .lossless);
  const ConvertSummary back = converted(folder, "f32.gguf", "back.gguf",
                                        {.weights = {}, .head = GgufType::kF16, .i2s = {}});
  CHECK(back.lossless);
  CHECK(back.dense_tensors == 1);
  CHECK(folder.get("back.gguf") == folder.get("in.gguf"));
  for (const GgufType head : {GgufType::kBF16, GgufType::kQ8_0, GgufType::kQ6_K, GgufType::kQ4_0}) {
    const ConvertSummary lossy =
        converted(folder, "in.gguf", "lossy.gguf", {.weights = {}, .head = head, .i2s = {}});
    CHECK_FALSE(lossy.lossless);
    REQUIRE(lossy.notes.size() == 1);
    CHECK(lossy.notes[0].find("tensor 'token_embd.weight': values differ by up to ") == 0);
  }
}

TEST_CASE("convert: a scale that f16 cannot hold is said") {
  const TestFolder folder;
  put_tiny(folder, GgufType::kF16);
  put_scale(folder, 0.1F);
  const ConvertSummary done = converted(folder, "in.gguf", "out.gguf",
                                        {.weights = GgufType::kTQ2_0, .head = {}, .i2s = {}});
  CHECK_FALSE(done.lossless);
  REQUIRE(done.notes.size() == 1);
  CHECK(done.notes[0].find("tensor 'blk.0.attn_q.weight': scale 0.1 becomes 0.099975586 in f16") ==
        0);
}

TEST_CASE("convert: in place, and the ARM order becomes the official one") {
  const TestFolder folder;
  put_tiny(folder, GgufType::kF16);
  const std::string before = folder.get("in.gguf");
  const ConvertSummary arm =
      converted(folder, "in.gguf", "in.gguf", {.weights = {}, .head = {}, .i2s = I2sLayout::kArm});
  CHECK(arm.ternary_tensors == 7);
  CHECK(folder.get("in.gguf") != before);
  CHECK(folder.get("in.gguf").size() == before.size());
  CHECK(folder.entries() == 1);
}

TEST_CASE("convert: the check of the result sees a changed tensor and a changed key") {
  const TestFolder folder;
  put_tiny(folder, GgufType::kF16);
  const Result<GgufFile> in = GgufFile::open(folder.path("in.gguf"));
  REQUIRE(in.has_value());
  for (const ConvertOptions& options :
       {ConvertOptions{}, ConvertOptions{.weights = GgufType::kTL1, .head = {}, .i2s = {}},
        ConvertOptions{.weights = {}, .head = GgufType::kQ8_0, .i2s = {}}}) {
    const auto plan = plan_conversion(*in, options);
    (void)converted(folder, "in.gguf", "out.gguf", options);
    const std::string good = folder.get("out.gguf");
    CHECK(verify_conversion(*in, plan, options, folder.path("out.gguf")).has_value());
    const Result<GgufFile> out = GgufFile::open(folder.path("out.gguf"));
    REQUIRE(out.has_value());
    for (const GgufTensor& tensor : out->tensors()) {
      std::string bad = good;
      bad[tensor.offset + 40] = static_cast<char>(bad[tensor.offset + 40] ^ 0x11);
      folder.put("bad.gguf", bad);
      const Result<void> same = verify_conversion(*in, plan, options, folder.path("bad.gguf"));
      REQUIRE_FALSE(same.has_value());
      CHECK(same.error().code == ExitCode::kFailed);
      CHECK(same.error().message.find("tensor '" + tensor.name + "' differs") != std::string::npos);
    }
    std::string bad = good;
    bad[bad.find("synthetic tiny")] = 'S';
    folder.put("bad.gguf", bad);
    const Result<void> same = verify_conversion(*in, plan, options, folder.path("bad.gguf"));
    REQUIRE_FALSE(same.has_value());
    CHECK(same.error().message.find("the metadata differs") != std::string::npos);
  }
}

TEST_CASE("convert: what reads back differently is not put in place") {
  const TestFolder folder;
  put_tiny(folder, GgufType::kF16);
  const std::string before = folder.get("in.gguf");
  folder.put("out.gguf", "an old file");
  const ConversionCheck doubts = [&](const GgufFile& in, const std::vector<PlannedTensor>& plan,
                                     const ConvertOptions& options,
                                     const std::filesystem::path& path) -> Result<void> {
    CHECK(verify_conversion(in, plan, options, path).has_value());
    CHECK(folder.get("in.gguf") == before);
    return tl::unexpected(Error{ExitCode::kFailed, "tensor 'x' differs"});
  };
  for (const char* out : {"out.gguf", "in.gguf", "new.gguf"}) {
    const Result<ConvertSummary> done =
        convert_and_check(folder.path("in.gguf"), folder.path(out),
                          {.weights = GgufType::kTL2, .head = {}, .i2s = {}}, doubts);
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().code == ExitCode::kFailed);
    CHECK(done.error().message ==
          folder.path(out) + " was not written: read back, tensor 'x' differs");
  }
  CHECK(folder.get("in.gguf") == before);
  CHECK(folder.get("out.gguf") == "an old file");
  CHECK(folder.entries() == 2);
}

TEST_CASE("convert: refusals write nothing") {
  const TestFolder folder;
  put_tiny(folder, GgufType::kF16);
  folder.put("junk.gguf", "junk");
  const auto fault = [&](const char* in, const ConvertOptions& options) {
    const Result<ConvertSummary> done =
        convert_model(folder.path(in), folder.path("out.gguf"), options);
    return done ? std::string() : done.error().message;
  };
  CHECK(fault("in.gguf", {.weights = GgufType::kF16, .head = {}, .i2s = {}})
            .find("F16 cannot hold ternary weights") == 0);
  CHECK(fault("in.gguf", {.weights = {}, .head = GgufType::kTL1, .i2s = {}})
            .find("TL1 cannot hold a head") == 0);
  CHECK(fault("junk.gguf", {}).find("starts with 'junk'") != std::string::npos);
  CHECK(fault("none.gguf", {}).find("No such file") != std::string::npos);
  put_scale(folder, -1.0F);
  CHECK(fault("in.gguf", {.weights = GgufType::kTL1, .head = {}, .i2s = {}})
            .find("'blk.0.attn_q.weight' has scale -1") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path("out.gguf")));
  CHECK(folder.entries() == 2);
}
