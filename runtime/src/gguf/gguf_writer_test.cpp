// SPDX-License-Identifier: Apache-2.0
// The writer against bytes that were built field by field, and what it refuses.
#include "base/test_folder.h"
#include "gguf/raw_gguf.h"

#include <bitnet/runtime/gguf_writer.h>

#include <doctest/doctest.h>

#include <string>

using namespace bitnet::runtime;
using namespace bitnet::runtime::testing;

namespace {

GgufProducer produce(const std::string& data) {
  return [data](const GgufSink& sink) {
    const auto bytes = std::as_bytes(std::span(data));
    const Result<void> first = sink(bytes.first(bytes.size() / 3));
    return first ? sink(bytes.subspan(bytes.size() / 3)) : first;
  };
}

std::string write_fault(const GgufWriter& writer, const TestFolder& folder) {
  const Result<void> written = writer.write(folder.path("out.gguf"));
  return written ? std::string() : written.error().message;
}

}  // namespace

TEST_CASE("gguf writer: the same bytes as a file built by hand") {
  const RawFile model = valid_model();
  RawFile expected;
  GgufWriter writer;
  writer.set_string("general.architecture", "other");
  writer.set_u32("a.u32", 7);
  writer.set_f32("a.f32", 1.5F);
  writer.set_bool("a.bool", true);
  writer.set_u32("a.removed", 1);
  const std::vector<std::string> texts = {"x", "", "long text"};
  writer.set_string_array("a.texts", texts);
  const std::vector<float> floats = {1.0F, -0.0F};
  writer.set_f32_array("a.floats", floats);
  const std::vector<std::int32_t> numbers = {-1, 2, 3};
  writer.set_i32_array("a.numbers", numbers);
  writer.remove("a.removed");
  writer.set_string("general.architecture", "bitnet");
  expected.set_text("general.architecture", "bitnet").set_u32("a.u32", 7).set_f32("a.f32", 1.5F);
  expected.set("a.bool", 7, "\x01");
  expected.set("a.texts", 9, raw_array(8, 3, raw_text("x") + raw_text("") + raw_text("long text")));
  expected.set("a.floats", 9, raw_array(6, 2, raw(1.0F) + raw(-0.0F)));
  expected.set("a.numbers", 9, raw_array(5, 3, raw(-1) + raw(2) + raw(3)));
  for (const RawTensor& tensor : model.tensors) {
    writer.add_tensor(tensor.name, static_cast<GgufType>(tensor.type), tensor.dims,
                      produce(tensor.data));
    expected.tensors.push_back(tensor);
  }
  const TestFolder folder;
  REQUIRE(write_fault(writer, folder).empty());
  CHECK(folder.get("out.gguf") == expected.bytes());
  CHECK(writer.file_bytes() == expected.bytes().size());
}

TEST_CASE("gguf writer: copied metadata of another file, another alignment") {
  const TestFolder folder;
  RawFile source = valid_model();
  source.set_u32("general.alignment", 256);
  source.alignment = 256;
  folder.put("in.gguf", source.bytes());
  const Result<GgufFile> file = GgufFile::open(folder.path("in.gguf"));
  REQUIRE(file.has_value());
  GgufWriter writer;
  for (const GgufEntry& entry : file->metadata()) {
    writer.set(entry);
  }
  for (const GgufTensor& tensor : file->tensors()) {
    writer.add_tensor(tensor.name, tensor.type, tensor.dims,
                      [&](const GgufSink& sink) { return sink(file->data(tensor)); });
  }
  REQUIRE(write_fault(writer, folder).empty());
  CHECK(folder.get("out.gguf") == source.bytes());
}

TEST_CASE("gguf writer: refusals leave the old file alone") {
  const TestFolder folder;
  folder.put("out.gguf", "old");
  const auto fault = [&](const std::string& name, GgufType type, std::vector<std::uint64_t> dims,
                         const std::string& data) {
    GgufWriter writer;
    writer.add_tensor(name, type, std::move(dims), produce(data));
    return write_fault(writer, folder);
  };
  const std::string start = "cannot write " + folder.path("out.gguf") + ": ";
  CHECK(fault("w", GgufType::kF32, {4}, std::string(15, 'x')) ==
        start + "tensor 'w' was given 15 bytes, wanted 16");
  CHECK(fault("w", GgufType::kF32, {4}, std::string(17, 'x')) ==
        start + "tensor 'w' was given 17 bytes, wanted 16");
  CHECK(fault("w", GgufType::kQ6_K, {4}, "") ==
        start + "tensor 'w' has rows of 4 elements, wanted a multiple of 256 for Q6_K");
  CHECK(fault("a/b", GgufType::kF32, {4}, "") == start + "the tensor name 'a/b' has '/' in it");
  GgufWriter twice;
  twice.add_tensor("w", GgufType::kF32, {1}, produce("1234"));
  twice.add_tensor("w", GgufType::kF32, {1}, produce("1234"));
  CHECK(write_fault(twice, folder) == start + "tensor 'w' appears twice");
  GgufWriter key;
  key.set_u32("a..b", 1);
  CHECK(write_fault(key, folder) == start + "the key 'a..b' has '..' in it");
  CHECK(key.file_bytes() == 0);
  GgufWriter alignment;
  alignment.set_u32("general.alignment", 12);
  CHECK(write_fault(alignment, folder).find("is 12, wanted a power of two") != std::string::npos);
  GgufWriter failing;
  failing.add_tensor("w", GgufType::kF32, {1}, [](const GgufSink&) -> Result<void> {
    return input_error("the producer gave up");
  });
  CHECK(write_fault(failing, folder) == "the producer gave up");
  CHECK(folder.get("out.gguf") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("gguf writer: a check sees the whole file before it takes its name, and can refuse it") {
  const TestFolder folder;
  folder.put("out.gguf", "old");
  GgufWriter writer;
  writer.set_u32("general.alignment", 32);
  writer.add_tensor("w", GgufType::kF32, {4}, produce("0123456789abcdef"));
  std::uintmax_t seen = 0;
  const auto look = [&](const std::filesystem::path& path) -> Result<void> {
    seen = std::filesystem::file_size(path);
    CHECK(GgufFile::open(path).has_value());
    CHECK(folder.get("out.gguf") == "old");
    return {};
  };
  const auto refuse = [](const std::filesystem::path&) -> Result<void> {
    return input_error("not this one");
  };
  const Result<void> refused = writer.write(folder.path("out.gguf"), refuse);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message == "not this one");
  CHECK(folder.get("out.gguf") == "old");
  CHECK(folder.entries() == 1);
  REQUIRE(writer.write(folder.path("out.gguf"), look).has_value());
  CHECK(seen == writer.file_bytes());
  CHECK(folder.get("out.gguf").size() == seen);
  CHECK(folder.entries() == 1);
}
