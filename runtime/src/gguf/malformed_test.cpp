// SPDX-License-Identifier: Apache-2.0
// Every malformed file is refused with its sentence; so is a valid one that is cut anywhere. Groups
// 35 (special files) and 36 (fuzzing) are in gguf_open_test.cpp and runtime/fuzz.
#include "gguf/malformed.h"

#include <bitnet/runtime/gguf.h>

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace bitnet::runtime::testing;

TEST_CASE("malformed: the valid model is accepted") {
  for (const char* arch : {"bitnet-b1.58", "bitnet-25", "bitnet"}) {
    CHECK(load_fault(valid_model(arch).bytes()).empty());
  }
  RawFile plain = valid_model("bitnet");
  plain.erase_tensor("blk.0.attn_sub_norm.weight").erase_tensor("blk.0.ffn_sub_norm.weight");
  CHECK(load_fault(plain.bytes()).empty());
  RawFile old = valid_model();
  old.version = 2;
  CHECK(load_fault(old.bytes()).empty());
}

TEST_CASE("malformed: every case is refused in its own words") {
  std::set<int> groups;
  for (const MalformedCase& one : all_malformed()) {
    CAPTURE(one.group);
    CAPTURE(one.name);
    groups.insert(one.group);
    const std::string fault = load_fault(one.bytes);
    if (one.message.empty()) {
      CHECK(fault.empty());
      continue;
    }
    CAPTURE(fault);
    CHECK(fault.find(one.message) != std::string::npos);
    CHECK(fault.find("x.gguf: ") == 0);
    CHECK(fault.size() < 400);
    CHECK(fault.find('\n') == std::string::npos);
  }
  CHECK(groups.size() == 34);
}

TEST_CASE("malformed: a file cut at any byte is refused") {
  const std::string whole = valid_model().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(load_fault(whole.substr(0, size)).empty());
  }
}

TEST_CASE("malformed: any byte of the head changed gives an answer, not a crash") {
  const std::string whole = valid_model().bytes();
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string bytes = whole;
      bytes[at] = value;
      refused += load_fault(bytes).empty() ? 0 : 1;
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE("malformed: huge strings cost nothing and are not repeated in messages") {
  RawFile file = valid_model();
  file.set_text("tokenizer.chat_template", std::string(100U << 20U, '{'));
  CHECK(load_fault(file.bytes()).empty());
  file = valid_model();
  file.set_text("general.architecture", std::string(100U << 20U, 'a'));
  const std::string fault = load_fault(file.bytes());
  CHECK(fault.find("is not supported") != std::string::npos);
  CHECK(fault.size() < 400);
}
