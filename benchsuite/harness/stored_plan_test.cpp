// SPDX-License-Identifier: Apache-2.0
// Plans from stored samples: what is used again, what is absent, what is refused.
#include "stored_plan.h"

#include "criterion/test_files.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

namespace benchsuite {
namespace {

const CriterionId kRow{"g", "f", "1", std::nullopt, "g/f/1", "g/f/1", "g/f/1"};

class StoredSample : public test::TempFolder {
 public:
  explicit StoredSample(const std::string& json) {
    std::filesystem::create_directories(path() / "g/f/1/new");
    std::ofstream(path() / "g/f/1/new/sample.json") << json;
  }
};

std::string ten_of(const std::string& count) {
  std::string list = count;
  for (int i = 1; i < 10; ++i) {
    list += "," + count;
  }
  return list;
}

TEST_CASE("the counts and the mode of the stored samples") {
  const StoredSample stored(R"({"sampling_mode":"Flat","iters":[)" + ten_of("7.0") +
                            R"(],"times":[]})");
  const auto plan = stored_plan(stored.path(), kRow);
  REQUIRE(plan);
  REQUIRE(*plan);
  CHECK((*plan)->mode == SamplingMode::kFlat);
  CHECK((*plan)->iters == std::vector<std::uint64_t>(10, 7));
  const StoredSample linear(R"({"sampling_mode":"Linear","iters":[1,2,3,4,5,6,7,8,9,10]})");
  CHECK((*stored_plan(linear.path(), kRow))->mode == SamplingMode::kLinear);
}

TEST_CASE("no folder or no such row: no plan") {
  const test::TempFolder empty;
  CHECK_FALSE(stored_plan(std::nullopt, kRow)->has_value());
  CHECK_FALSE(stored_plan(empty.path(), kRow)->has_value());
}

TEST_CASE("what is no list of counts is refused with its path") {
  for (const std::string& json :
       {std::string("{"), std::string("[]"), std::string(R"({"iters":5})"),
        std::string(R"({"iters":[1,2]})"), R"({"iters":[)" + ten_of("0") + "]}",
        R"({"iters":[)" + ten_of("1.5") + "]}", R"({"iters":[)" + ten_of("-3") + "]}",
        R"({"iters":[)" + ten_of("1e300") + "]}", R"({"iters":[)" + ten_of("\"1\"") + "]}"}) {
    const StoredSample stored(json);
    const auto plan = stored_plan(stored.path(), kRow);
    CAPTURE(json);
    REQUIRE_FALSE(plan);
    CHECK(plan.error().find("g/f/1/new/sample.json: cannot serve as a plan") != std::string::npos);
  }
}

}  // namespace
}  // namespace benchsuite
