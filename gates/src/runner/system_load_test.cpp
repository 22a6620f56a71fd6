// SPDX-License-Identifier: Apache-2.0
// /proc/stat as it is, as it was on old kernels, and broken.
#include "runner/system_load.h"

#include "runner/test_suites.h"

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate::runner_detail {

TEST_CASE("ticks are summed without guest time") {
  const test::TempFolder root;
  std::filesystem::create_directory(root / "proc");
  root.write("proc/stat", "cpu  100 1 20 3000 4 5 6 70 8 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
  const auto ticks = cpu_ticks(root.path());
  REQUIRE(ticks);
  CHECK(ticks->total == 3206);
  CHECK(ticks->steal == 70);
  for (const char* bad : {"", "cpu  1 2 3\n", "cpu0 1 2 3 4 5 6 7 8\n", "cpu  a b c d e f g h\n",
                          "cpu  1 2 3 4 5 6 7 99999999999999999999999\n"}) {
    root.write("proc/stat", bad);
    CHECK_FALSE(cpu_ticks(root.path()));
  }
  CHECK_FALSE(cpu_ticks(root / "missing"));
}

TEST_CASE("steal is a share of all ticks that passed") {
  CHECK(std::abs(steal_percent({1000, 10}, {1200, 15}) - 2.5) <= 1e-12);
  CHECK(steal_percent({1000, 10}, {1200, 10}) == 0);
  CHECK(steal_percent({1000, 10}, {1000, 15}) == 0);
  CHECK(steal_percent({1000, 10}, {900, 5}) == 0);
}

TEST_CASE("this machine has a load") {
  const auto load = load_average();
  REQUIRE(load);
  CHECK(*load >= 0);
}

}  // namespace perfgate::runner_detail
