// SPDX-License-Identifier: Apache-2.0
// Digests against known answers.
#include "base/test_folder.h"

#include <bitnet/runtime/receipt.h>

#include <doctest/doctest.h>

#include <vector>

namespace bitnet::runtime {
namespace {

TEST_CASE("digest: of no ids it is that of no bytes") {
  CHECK(token_digest({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("digest: ids are 32-bit little endian") {
  const testing::TestFolder folder;
  folder.put("bytes", std::string_view("\x01\x00\x00\x00\x00\xf5\x01\x00\xff\xff\xff\xff", 12));
  const std::vector<std::int32_t> ids = {1, 128256, -1};
  const auto digest = file_digest(folder.path("bytes"));
  REQUIRE(digest.has_value());
  CHECK(token_digest(ids) == *digest);
  const std::vector<std::int32_t> swapped = {128256, 1, -1};
  CHECK(token_digest(swapped) != *digest);
}

TEST_CASE("digest: a file that cannot be read is an error") {
  const auto digest = file_digest("/no/such/file");
  REQUIRE_FALSE(digest.has_value());
  CHECK(digest.error().code == ExitCode::kInput);
}

}  // namespace
}  // namespace bitnet::runtime
