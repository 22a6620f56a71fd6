// SPDX-License-Identifier: Apache-2.0
// Groups 7 to 16: key_names and values of keys.
#include "gguf/malformed.h"

namespace bitnet::runtime::testing {
namespace {

/// A model whose first key is this entry, written without any check.
std::string first_entry(const std::string& entry) {
  RawFile file = valid_model();
  const std::string rest = file.bytes().substr(24);
  file.entry_count = file.entries.size() + 1;
  return file.bytes().substr(0, 24) + entry + rest;
}

std::string with_key(const std::string& name) {
  return first_entry(raw_text(name) + raw(std::uint32_t{4}) + raw(std::uint32_t{7}));
}

std::string with_value(std::uint32_t type, const std::string& value) {
  return first_entry(raw_text("a.b") + raw(type) + value);
}

std::string with_array(std::uint32_t element, std::uint64_t count, const std::string& data) {
  return with_value(9, raw_array(element, count, data));
}

std::string with_alignment(std::uint32_t type, const std::string& value) {
  return valid_model().set("general.alignment", type, value).bytes();
}

std::string alignment_twice() {
  RawFile file = valid_model();
  file.set_u32("general.alignment", 32);
  file.entries.push_back(file.entries.back());
  return file.bytes();
}

std::string key_twice() {
  RawFile file = valid_model();
  file.entries.push_back(file.entries.front());
  return file.bytes();
}

std::vector<MalformedCase> key_names() {
  const std::string no_nul("a\0b", 3);
  return {
      {7, "length_all_ones", first_entry(raw(kAllOnes)),
       "the name of key 0 needs 18446744073709551615 bytes at byte 32, but only"},
      {7, "length_beyond_end", first_entry(raw(std::uint64_t{1000000}) + "abc"),
       "the name of key 0 needs 1000000 bytes at byte 32, but only"},
      {7, "too_long", with_key(std::string(65536, 'k')),
       "the name of key 0 at byte 24 has 65536 bytes, wanted at most 65535"},
      {8, "empty", with_key(""), "the name of key 0 at byte 24 is empty"},
      {9, "not_utf8",
       with_key("a\xff"
                "b"),
       "has byte 0xff at position 1, wanted printable ASCII"},
      {9, "nul", with_key(no_nul), "has byte 0x00 at position 1, wanted printable ASCII"},
      {9, "newline", with_key("a\nb"), "has byte 0x0a at position 1"},
      {9, "dots", with_key("../../etc/passwd"), "has '..' in it: '../../etc/passwd'"},
      {10, "twice", key_twice(), "key 'general.architecture' appears twice"},
      {16, "alignment_twice", alignment_twice(), "key 'general.alignment' appears twice"},
  };
}

std::vector<MalformedCase> values() {
  const auto u32 = [](std::uint32_t value) { return raw(value); };
  return {
      {11, "type_13", with_value(13, u32(0)), "the type of key 'a.b' at byte 35 is 13, wanted 0"},
      {11, "type_negative", with_value(0xffffffffU, u32(0)),
       "the type of key 'a.b' at byte 35 is 4294967295, wanted 0 to 12"},
      {12, "nested", with_array(9, 1, raw_array(4, 1, u32(1))),
       "key 'a.b' is an array of arrays, wanted plain elements"},
      {12, "element_type_13", with_array(13, 1, u32(1)),
       "the element type of key 'a.b' at byte 39 is 13, wanted 0 to 12"},
      {13, "wraps", with_array(4, std::uint64_t{1} << 62, u32(1)),
       "key 'a.b' claims 4611686018427387904 elements of u32 at byte 51, but only"},
      {13, "all_ones", with_array(0, kAllOnes, u32(1)),
       "key 'a.b' claims 18446744073709551615 elements of u8 at byte 51, but only"},
      {13, "beyond_end", with_array(6, 100000, u32(1)),
       "key 'a.b' claims 100000 elements of f32 at byte 51, but only"},
      {13, "gigabyte_in_200_bytes", with_array(0, std::uint64_t{1} << 30, "").substr(0, 200),
       "at most"},
      {13, "strings", with_array(8, std::uint64_t{1} << 61, ""),
       "key 'a.b' claims 2305843009213693952 elements of string at byte 51, but only"},
      {14, "string_length", with_array(8, 2, raw_text("x") + raw(kAllOnes)),
       "element 1 of key 'a.b' needs 18446744073709551615 bytes at byte 68, but only"},
      {14, "string_beyond_end", with_value(8, raw(std::uint64_t{1} << 40) + "x"),
       "the value of key 'a.b' needs 1099511627776 bytes at byte 47, but only"},
      {15, "bool_2", with_value(7, "\x02"), "key 'a.b' has the truth value 2 at byte 39, wanted 0"},
      {15, "bool_array", with_array(7, 3, std::string("\x01\x00\xff", 3)),
       "key 'a.b' has the truth value 255 at byte 53, wanted 0 or 1"},
      {16, "zero", with_alignment(4, u32(0)),
       "key 'general.alignment' is 0, wanted a power of two"},
      {16, "one", with_alignment(4, u32(1)), "key 'general.alignment' is 1, wanted a power of two"},
      {16, "three", with_alignment(4, u32(3)), "key 'general.alignment' is 3, wanted a power"},
      {16, "thirteen", with_alignment(4, u32(13)), "key 'general.alignment' is 13, wanted a power"},
      {16, "huge", with_alignment(4, u32(1U << 30U)),
       "key 'general.alignment' is 1073741824, wanted a power of two from 8 to 1048576"},
      {16, "signed", with_alignment(5, u32(32)), "'general.alignment' has type i32, wanted u32"},
      {16, "u64", with_alignment(10, raw(std::uint64_t{32})),
       "key 'general.alignment' has type u64, wanted u32"},
  };
}

}  // namespace

std::vector<MalformedCase> malformed_keys() {
  std::vector<MalformedCase> cases = key_names();
  for (MalformedCase& more : values()) {
    cases.push_back(std::move(more));
  }
  return cases;
}

}  // namespace bitnet::runtime::testing
