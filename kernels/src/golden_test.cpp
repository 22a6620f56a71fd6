// SPDX-License-Identifier: Apache-2.0
// Golden bytes of four formats for one generated weight sequence: the layouts may never change.
#include "testing/test_data.h"

#include <doctest/doctest.h>

namespace bitnet::kernels {
namespace {

// 31-bit linear congruential generator, seed 1; a weight is the high half modulo 3, minus 1.
std::vector<std::int8_t> golden_trits(std::size_t n) {
  std::vector<std::int8_t> trits(n);
  std::uint32_t state = 1;
  for (std::int8_t& trit : trits) {
    state = (1103515245U * state + 12345U) & 0x7fffffffU;
    trit = static_cast<std::int8_t>(static_cast<int>((state >> 16) % 3) - 1);
  }
  return trits;
}

struct Golden {
  const char* bytes;
  std::size_t weights;
  float scale;
  Format format;
};

constexpr const char* kI2sTensorBytes =
    "a65022695894040428224682162585a02a01042195658514021a2a9852909586"
    "0000803f00000000000000000000000000000000000000000000000000000000";

constexpr Golden kGolden[] = {
    {kI2sTensorBytes, 128, 1.0F, Format::kI2sTensor},
    {"9b5ee5f5557bd5fe003c", 32, 1.0F, Format::kI2sBlock32},
    {"9a05886925161010288891829458520aa84010485659521480a4a8268506569298111106a546a8568a45108255"
     "090604a995081a296a1022580996a999409255003c",
     256, 1.0F, Format::kTq2},
    {"f47341a786d30a0c4e4166b42e47bae454050a3fd59db829073755dc7ac8d6bcf62a4392aa96c367e9902a429c"
     "ab5975bbcb1a17003c",
     256, 1.0F, Format::kTq1},
};

std::vector<float> to_floats(const std::vector<std::int8_t>& trits) {
  return {trits.begin(), trits.end()};
}

TEST_CASE("the golden weight sequence starts as published") {
  const std::vector<std::int8_t> expected = {1, 0,  -1, 0,  0,  1,  -1, -1, -1, -1, 0,
                                             1, -1, -1, 1,  1,  -1, -1, -1, -1, 1,  0,
                                             1, -1, -1, -1, -1, 1,  0,  1,  1,  1};
  CHECK(golden_trits(32) == expected);
}

TEST_CASE("golden bytes on every isa, from trits and from floats, and back") {
  for (const Golden& golden : kGolden) {
    const PackedLayout layout = testing::layout_of(golden.format, 1, golden.weights);
    const std::vector<std::uint8_t> bytes = testing::from_hex(golden.bytes);
    REQUIRE(bytes.size() == layout.total_bytes);
    const std::vector<std::int8_t> trits = golden_trits(golden.weights);
    for (const Isa isa : testing::available_isas()) {
      CAPTURE(isa_name(isa));
      CAPTURE(testing::describe(layout));
      CHECK(testing::pack(layout, trits, {golden.scale}, isa) == bytes);
      CHECK(testing::quantize(layout, to_floats(trits), isa) == bytes);
      CHECK(testing::unpack(layout, bytes, isa).trits == trits);
      CHECK(testing::unpack(layout, bytes, isa).scales == std::vector<float>{golden.scale});
      CHECK(testing::dequantize(layout, bytes, isa) == to_floats(trits));
    }
    CHECK(count_invalid_codes(layout, bytes.data()) == 0);
  }
}

}  // namespace
}  // namespace bitnet::kernels
