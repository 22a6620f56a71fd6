// SPDX-License-Identifier: Apache-2.0
// Saving: the new receipt, or the old one and a sentence.
#include "base/test_folder.h"
#include "receipt/testing_receipt.h"

#include <doctest/doctest.h>

namespace bitnet::runtime {
namespace {

TEST_CASE("save: what was written is what is verified") {
  const testing::TestFolder folder;
  folder.put("r.json", "an old one");
  const std::string text = receipt_text(receipt::good_input());
  REQUIRE(save_receipt(folder.path("r.json"), text).has_value());
  CHECK(folder.get("r.json") == text);
  CHECK(folder.entries() == 1);
  const auto verdict = verify_receipt_file(folder.path("r.json"));
  REQUIRE(verdict.has_value());
  CHECK(verdict->accepted());
}

TEST_CASE("save: no folder, or a folder in its place") {
  const testing::TestFolder folder;
  const auto missing = save_receipt(folder.path("no/r.json"), "x");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == ExitCode::kInput);
  CHECK(missing.error().message.find("no/r.json") != std::string::npos);
  CHECK_FALSE(save_receipt(folder.path(), "x").has_value());
  CHECK(folder.entries() == 0);
}

}  // namespace
}  // namespace bitnet::runtime
