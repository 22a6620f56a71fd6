// SPDX-License-Identifier: Apache-2.0
// The read rate exists and its size is bounded; how fast the machine is nobody can assert.
#include <bitnet/runtime/receipt.h>

#include <doctest/doctest.h>

namespace bitnet::runtime {
namespace {

TEST_CASE("read rate: one to several threads, sizes within the bounds") {
  const auto small = measure_read_rate(1, 0);
  REQUIRE(small.has_value());
  CHECK(small->bytes == std::uint64_t{1} << 20U);
  CHECK(small->threads == 1);
  CHECK(small->gbps > 0);
  const auto odd = measure_read_rate(3, 5000001);
  REQUIRE(odd.has_value());
  CHECK(odd->bytes <= 5000001);
  CHECK(odd->bytes > 5000001 - 4096);
  CHECK(odd->threads == 3);
  CHECK(odd->gbps > 0);
  const auto none = measure_read_rate(0, 1);
  REQUIRE(none.has_value());
  CHECK(none->threads == 1);
}

}  // namespace
}  // namespace bitnet::runtime
