// SPDX-License-Identifier: Apache-2.0
// Groups 1 to 6, and the loader that all cases are given to.
#include "gguf/malformed.h"

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/model_config.h>
#include <bitnet/runtime/ternary_tensor.h>

namespace bitnet::runtime::testing {
namespace {

std::string with_version(std::uint32_t version) {
  RawFile file = valid_model();
  file.version = version;
  return file.bytes();
}

std::string with_counts(std::optional<std::uint64_t> tensors, std::optional<std::uint64_t> keys) {
  RawFile file = valid_model();
  file.tensor_count = tensors;
  file.entry_count = keys;
  return file.bytes();
}

std::string with_magic(const std::string& magic) {
  RawFile file = valid_model();
  file.magic = magic;
  return file.bytes();
}

}  // namespace

std::vector<MalformedCase> malformed_headers() {
  std::vector<MalformedCase> cases = {
      {1, "empty", "", "x.gguf: the file is empty, wanted a GGUF file"},
      {3, "lower_case", with_magic("gguf"), "starts with 'gguf', wanted 'GGUF'"},
      {3, "zeros", std::string(4096, '\0'), "starts with '\\x00\\x00\\x00\\x00', wanted 'GGUF'"},
      {3, "zip", with_magic("PK\x03\x04"), "starts with 'PK\\x03\\x04', wanted 'GGUF'"},
      {4, "version_0", with_version(0), "has GGUF version 0, wanted 2 or 3"},
      {4, "version_1", with_version(1), "has GGUF version 1, wanted 2 or 3"},
      {4, "version_4", with_version(4), "has GGUF version 4, wanted 2 or 3"},
      {4, "version_max", with_version(0xffffffffU), "has GGUF version 4294967295, wanted 2 or 3"},
      {4, "swapped", with_version(0x03000000U), "has version 0x3000000: it is big-endian"},
      {5, "all_ones", with_counts(kAllOnes, {}), "claims 18446744073709551615 tensors at byte 8"},
      {5, "top_bit", with_counts(kTopBit, {}), "claims 9223372036854775808 tensors at byte 8"},
      {5, "too_many", with_counts(1000, {}), "claims 1000 tensors at byte 8, at most"},
      {5, "one_more", with_counts(14, {}), "the name of tensor 13"},
      {6, "all_ones", with_counts({}, kAllOnes), "claims 18446744073709551615 keys at byte 16"},
      {6, "top_bit", with_counts({}, kTopBit), "claims 9223372036854775808 keys at byte 16"},
      {6, "too_many", with_counts({}, 2000), "claims 2000 keys at byte 16, at most"},
  };
  const std::string whole = valid_model().bytes();
  for (std::size_t size = 1; size < 24; ++size) {
    const char* what = size < 4    ? "the magic 'GGUF' needs 4 bytes at byte 0"
                       : size < 8  ? "the version needs 4 bytes at byte 4"
                       : size < 16 ? "the number of tensors needs 8 bytes at byte 8"
                                   : "the number of keys needs 8 bytes at byte 16";
    cases.push_back({2, "cut_at_" + std::to_string(size), whole.substr(0, size), what});
  }
  return cases;
}

std::vector<MalformedCase> all_malformed() {
  std::vector<MalformedCase> cases = malformed_headers();
  for (const auto part : {malformed_keys, malformed_tensors, malformed_models}) {
    std::vector<MalformedCase> more = part();
    cases.insert(cases.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  return cases;
}

std::string load_fault(const std::string& bytes) {
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
  const Result<GgufFile> file =
      GgufFile::from_bytes(std::vector<std::byte>(begin, begin + bytes.size()), "x.gguf");
  if (!file) {
    return file.error().message;
  }
  const Result<ModelConfig> config = model_config_from(*file);
  if (!config) {
    return config.error().message;
  }
  for (const GgufTensor& tensor : file->tensors()) {
    if (!is_ternary(tensor.type)) {
      continue;
    }
    const Result<TernaryTensor> ternary = TernaryTensor::open(*file, tensor);
    if (!ternary) {
      return ternary.error().message;
    }
    std::vector<std::int8_t> trits(std::size_t{ternary->rows()} * ternary->cols());
    const Result<void> unpacked = ternary->unpack(0, ternary->rows(), trits.data());
    if (!unpacked) {
      return unpacked.error().message;
    }
  }
  return {};
}

}  // namespace bitnet::runtime::testing
