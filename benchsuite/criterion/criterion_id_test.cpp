// SPDX-License-Identifier: Apache-2.0
// Names of rows and folders: replacement, cutting, clashes, hostile parts.
#include <benchsuite/criterion_id.h>

#include <doctest/doctest.h>

namespace benchsuite {
namespace {

TEST_CASE("forbidden characters become underscores") {
  CHECK(directory_part("a?b\"c/d\\e*f<g>h:i|j^k") == "a_b_c_d_e_f_g_h_i_j_k");
  CHECK(directory_part("I2S quantize (avx2) 1,024") == "I2S quantize (avx2) 1,024");
  CHECK(directory_part(std::string("nul\0tab\tend\x7f", 12)) == "nul_tab_end_");
}

TEST_CASE("no part can leave the tree") {
  CHECK(directory_part(".") == "_");
  CHECK(directory_part("..") == "__");
  CHECK(directory_part("") == "_");
  CHECK(directory_part("...") == "...");
  CHECK(directory_part("../x") == ".._x");
}

TEST_CASE("parts are cut to 64 bytes on a character boundary") {
  const std::string ascii(70, 'x');
  CHECK(directory_part(ascii) == std::string(64, 'x'));
  const std::string umlaut = "\xc3\xa4";  // two bytes
  std::string name(63, 'x');
  CHECK(directory_part(name + umlaut) == name);  // byte 64 would split it
  name.pop_back();
  CHECK(directory_part(name + umlaut + "y") == name + umlaut);
}

TEST_CASE("ids, folders and titles") {
  CriterionIds ids;
  const CriterionId id = ids.make("sizes", "I2S_quantize", "1024", Throughput{});
  CHECK(id.full_id == "sizes/I2S_quantize/1024");
  CHECK(id.directory_name == "sizes/I2S_quantize/1024");
  CHECK(id.title == "sizes/I2S_quantize/1024");
  CHECK(ids.make("sizes", std::nullopt, "7", std::nullopt).full_id == "sizes/7");
  CHECK(ids.make("sizes", std::nullopt, std::nullopt, std::nullopt).directory_name == "sizes");
}

TEST_CASE("clashing folders and titles get numbers") {
  CriterionIds ids;
  CHECK(ids.make("g", "a/b", "1", std::nullopt).directory_name == "g/a_b/1");
  const CriterionId second = ids.make("g", "a:b", "1", std::nullopt);
  CHECK(second.directory_name == "g/a_b/1_2");
  CHECK(second.title == "g/a:b/1");
  const CriterionId third = ids.make("g", "a:b", "1", std::nullopt);
  CHECK(third.directory_name == "g/a_b/1_3");
  CHECK(third.full_id == "g/a:b/1");
  CHECK(third.title == "g/a:b/1 #2");
}

TEST_CASE("long titles are cut to 100 bytes and marked") {
  CriterionIds ids;
  const CriterionId exact = ids.make(std::string(100, 'g'), std::nullopt, std::nullopt, {});
  CHECK(exact.title == std::string(100, 'g'));
  const CriterionId longer = ids.make(std::string(101, 'h'), std::nullopt, std::nullopt, {});
  CHECK(longer.title == std::string(100, 'h') + "...");
  CHECK(longer.full_id.size() == 101);
}

}  // namespace
}  // namespace benchsuite
