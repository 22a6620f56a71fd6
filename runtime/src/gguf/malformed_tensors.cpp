// SPDX-License-Identifier: Apache-2.0
// Groups 17 to 26: the tensor table and the data section.
#include "gguf/malformed.h"

namespace bitnet::runtime::testing {
namespace {

RawFile one_tensor(RawTensor tensor) {
  RawFile file;
  file.set_text("general.architecture", "bitnet");
  file.tensors.push_back(std::move(tensor));
  return file;
}

RawTensor plain(const std::string& name, std::vector<std::uint64_t> dims, std::uint32_t type = 0) {
  return {name, std::move(dims), type, std::string(64, 'd'), {}, {}};
}

std::string named(const std::string& name) {
  return one_tensor(plain(name, {16})).bytes();
}

std::string shaped(std::vector<std::uint64_t> dims, std::uint32_t type = 0) {
  return one_tensor(plain("w", std::move(dims), type)).bytes();
}

std::string dim_count(std::uint32_t count) {
  RawFile file = one_tensor(plain("w", {16}));
  file.tensors[0].dim_count = count;
  return file.bytes();
}

std::string second_at(std::uint64_t offset) {
  RawFile file = one_tensor(plain("v", {16}));
  file.tensors.push_back(plain("w", {16}));
  file.tensors[1].offset = offset;
  return file.bytes();
}

std::string first_at(std::uint64_t offset) {
  RawFile file = one_tensor(plain("w", {16}));
  file.tensors[0].offset = offset;
  return file.bytes();
}

std::string same_name_twice() {
  RawFile file = one_tensor(plain("w", {16}));
  file.tensors.push_back(plain("w", {16}));
  return file.bytes();
}

std::string two_halves_of_everything() {
  RawFile file = one_tensor(plain("v", {0x7fffffffffffffc0U / 4}));
  file.tensors.push_back(plain("w", {0x7fffffffffffffc0U / 4}));
  file.tensors[1].offset = 0x7fffffffffffffc0U;
  return file.bytes();
}

std::vector<MalformedCase> tensor_names() {
  return {
      {17, "too_long", named(std::string(64, 'n')), "has 64 bytes, wanted at most 63"},
      {17, "empty", named(""), "the name of tensor 0 at byte 70 is empty"},
      {17, "twice", same_name_twice(), "tensor 'w' appears twice"},
      {17, "slash", named("a/b"), "has '/' in it: 'a/b'"},
      {17, "nul", named(std::string("a\0b", 3)), "has byte 0x00 at position 1, wanted printable"},
      {17, "escape", named("\x1b[2J"), "has byte 0x1b at position 0, wanted printable ASCII"},
      {18, "zero", dim_count(0), "tensor 'w' has 0 dimensions at byte 79, wanted 1 to 4"},
      {18, "five", dim_count(5), "tensor 'w' has 5 dimensions at byte 79, wanted 1 to 4"},
      {18, "all_ones", dim_count(0xffffffffU), "tensor 'w' has 4294967295 dimensions at byte 79"},
  };
}

std::vector<MalformedCase> shapes() {
  const std::uint64_t half = std::uint64_t{1} << 32;
  return {
      {19, "zero", shaped({16, 0}), "tensor 'w' at byte 70 has dimension 1 = 0, wanted 1 to"},
      {19, "negative", shaped({kAllOnes}), "has dimension 0 = 18446744073709551615, wanted 1 to"},
      {19, "negative_pair", shaped({kTopBit, 2}), "has dimension 0 = 9223372036854775808, wanted"},
      {19, "product", shaped({half, half / 2}), "more than 2^63 - 1 elements"},
      {19, "product_wraps_small", shaped({half, half, 4, 4}),
       "has shape 4294967296 x 4294967296 x 4 x 4, more than 2^63 - 1 elements"},
      {19, "bytes", shaped({half, half / 4}), "more than 2^63 - 1 bytes"},
      {19, "tiles", shaped({half, half / 4}, 38), "too large for TL1"},
      {20, "q8_0", shaped({16}, 8), "has rows of 16 elements, wanted a multiple of 32 for Q8_0"},
      {20, "q6_k", shaped({128, 2}, 14), "has rows of 128 elements, wanted a multiple of 256"},
      {20, "tq1_0", shaped({128, 2}, 34), "wanted a multiple of 256 for TQ1_0"},
      {20, "tq2_0", shaped({257, 2}, 35), "wanted a multiple of 256 for TQ2_0"},
      {20, "i2_s", shaped({100}, 36), "has 100 elements, wanted a multiple of 128 for I2_S"},
      {20, "tl2_three_dimensions", shaped({64, 2, 2}, 39), "wanted at most 2 for TL2"},
      {21, "out_of_range", shaped({16}, 43), "has type 43, which is not supported"},
      {21, "all_ones", shaped({16}, 0xffffffffU), "has type 4294967295, which is not supported"},
      {21, "removed", shaped({16}, 4), "has type 4 (removed), which is not supported"},
      {21, "q4_k", shaped({256}, 12), "has type 12 (Q4_K), which is not supported"},
      {21, "i8_s", shaped({256}, 37), "has type 37 (I8_S), which is not supported"},
  };
}

std::vector<MalformedCase> places() {
  const std::string whole = valid_model().bytes();
  RawFile trailing = valid_model();
  trailing.trailing = "junk";
  RawFile tensorless;
  tensorless.set_text("general.architecture", "bitnet-b1.58");
  RawFile big = one_tensor(plain("w", {1024}));
  return {
      {22, "unaligned", second_at(65), "tensor 'w' has data offset 65, wanted a multiple of 32"},
      {22, "overlap", second_at(32), "has data offset 32, wanted 64: it overlaps another tensor"},
      {22, "gap", second_at(96), "has data offset 96, wanted 64: tensors follow one another"},
      {22, "same_place", second_at(0), "has data offset 0, wanted 64: it overlaps another tensor"},
      {22, "before_the_data", first_at(kAllOnes - 31), "has data offset 18446744073709551584"},
      {22, "all_ones", first_at(kAllOnes), "has data offset 18446744073709551615, wanted a multi"},
      {22, "not_first", first_at(32), "tensor 'w' has data offset 32, wanted 0"},
      {22, "too_large", big.bytes(), "tensor 'w' needs 4096 bytes at byte 128, but the file has"},
      {23, "wraps", two_halves_of_everything(), "tensor 'v' needs 9223372036854775744 bytes"},
      {24, "one_byte_short", whole.substr(0, whole.size() - 1),
       "tensor 'output_norm.weight' needs 64 bytes at byte"},
      {24, "no_data", whole.substr(0, whole.size() - 64), "it is cut off"},
      {25, "junk", trailing.bytes(), ""},
      {26, "no_tensors", tensorless.bytes(), "key 'bitnet-b1.58.vocab_size' is missing"},
  };
}

}  // namespace

std::vector<MalformedCase> malformed_tensors() {
  std::vector<MalformedCase> cases = tensor_names();
  for (const auto part : {shapes, places}) {
    for (MalformedCase& more : part()) {
      cases.push_back(std::move(more));
    }
  }
  return cases;
}

}  // namespace bitnet::runtime::testing
