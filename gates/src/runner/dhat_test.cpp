// SPDX-License-Identifier: Apache-2.0
// The total of a dhat log, and a real count where valgrind is installed.
#include "runner/dhat.h"

#include "runner/test_suites.h"

#include <doctest/doctest.h>

#include <string>

namespace perfgate::runner_detail {
namespace {

TEST_CASE("the total is the last line of its kind, blocks before bytes") {
  CHECK(dhat_total("==7== \n==7== Total:     900 bytes in 6 blocks\n==7== At t-end:  0 bytes in 0 "
                   "blocks\n")
            .figures == std::vector<double>{6, 900});
  CHECK(dhat_total("==7== Total:     1,234,567,890 bytes in 12,345 blocks\n").figures ==
        std::vector<double>{12345, 1234567890});
  CHECK(
      dhat_total("==8== Total: 1 bytes in 1 blocks\n==7== Total: 3 bytes in 2 blocks\n").figures ==
      std::vector<double>{2, 3});
}

TEST_CASE("a log without a total has no figures but a reason") {
  for (const char* log : {"", "Total: 1 bytes in 1 blocks", "==7== Total:", "==7== Total: 9",
                          "==7== Total: x bytes in 1 blocks\n", "==7== Total: 9 bytes in ,\n",
                          "==7== Total: 9 bytes in 1", "==7== Total: 9 blocks in 1 bytes\n",
                          "==7== Total: 99999999999999999999 bytes in 1 blocks\n"}) {
    CAPTURE(log);
    CHECK(dhat_total(log).figures.empty());
    CHECK(dhat_total(log).missing == "dhat wrote no total");
  }
}

TEST_CASE("no block at all is not known to be none: dhat does not see static allocators") {
  const ToolCounts none = dhat_total("==7== Total:     0 bytes in 0 blocks\n");
  CHECK(none.figures.empty());
  CHECK(none.missing.find("linked statically") != std::string::npos);
}

TEST_CASE("the same work allocates the same, more work more; a fork does not count") {
  if (const std::string missing = valgrind_missing(); !missing.empty()) {
    MESSAGE("skipped: ", missing);
    return;
  }
  const test::TempFolder folder;
  folder.script("work",
                "a=; while [ ${#a} -lt $1 ]; do a=x$a; done\n"
                "[ $2 = alone ] || ( while [ ${#a} -lt 400 ]; do a=x$a; done )\n"
                "[ \"$BITNET_ISA\" = avx2 ] || exit 3\n");
  const auto counted = [&](const char* length, const char* how) {
    const auto result =
        count_allocations({folder / "work", length, how}, folder.path(), folder.path(), 30);
    REQUIRE(result);
    REQUIRE_MESSAGE(result->figures.size() == 2, result->missing);
    return result->figures;
  };
  const std::vector<double> few = counted("100", "alone");
  CHECK(few == counted("100", "alone"));
  CHECK(counted("300", "alone")[0] >= few[0] + 200);
  CHECK(counted("300", "alone")[1] >= few[1] + 200 * 100);
  CHECK(counted("100", "forks")[0] < few[0] + 300);
  const auto failed = count_allocations({"/bin/false"}, folder.path(), folder.path(), 30);
  REQUIRE(failed);
  CHECK(failed->figures.empty());
  CHECK(failed->missing.find("under dhat: exit status 1") != std::string::npos);
}

}  // namespace
}  // namespace perfgate::runner_detail
