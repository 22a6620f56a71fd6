// SPDX-License-Identifier: Apache-2.0
// The total of a callgrind file, and a real count where valgrind is installed.
#include "runner/callgrind.h"

#include "runner/test_suites.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

namespace perfgate::runner_detail {
namespace {

TEST_CASE("the total is the first number of its line") {
  CHECK(callgrind_total("events: Ir\nfn=(1)\n1 5\ntotals: 1234567\n") == 1234567.0);
  CHECK(callgrind_total("events: Ir Dr\nsummary: 42 7\n") == 42.0);
  CHECK(callgrind_total("\ntotals: 9\nsummary: 8\n") == 9.0);
  for (const char* text : {"", "totals: 5", "\ntotals: x\n", "\ntotals: -3\n", "\ntotals: 0\n",
                           "\nsummary:\n", "\ntotals: 99999999999999999999999\n"}) {
    CAPTURE(text);
    CHECK_FALSE(callgrind_total(text).has_value());
  }
}

TEST_CASE("the same work counts the same, more work counts more") {
  if (const std::string missing = valgrind_missing(); !missing.empty()) {
    MESSAGE("skipped: ", missing);
    return;
  }
  const test::TempFolder folder;
  folder.script("work",
                "i=0; while [ $i -lt $1 ]; do i=$((i + 1)); done\n"
                "[ \"$BITNET_ISA\" = avx2 ] || exit 3\n");
  const auto count = [&](const char* loops) {
    const auto result =
        count_instructions({folder / "work", loops}, folder.path(), folder.path(), 30);
    REQUIRE(result);
    REQUIRE_MESSAGE(result->figures.size() == 1, result->missing);
    return result->figures.front();
  };
  const double few = count("2000");
  CHECK(std::abs(count("2000") / few - 1) <= 0.01);
  CHECK(count("6000") > 1.5 * few);
  const auto failed = count_instructions({"/bin/false"}, folder.path(), folder.path(), 30);
  REQUIRE(failed);
  CHECK(failed->figures.empty());
  CHECK(failed->missing.find("exit status 1") != std::string::npos);
}

}  // namespace
}  // namespace perfgate::runner_detail
