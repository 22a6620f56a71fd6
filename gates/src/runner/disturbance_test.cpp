// SPDX-License-Identifier: Apache-2.0
// Counters from a pretended /proc and /sys, and what counts as disturbed.
#include "runner/disturbance.h"

#include "runner/test_suites.h"

#include <doctest/doctest.h>

namespace perfgate::runner_detail {
namespace {

Disturbances stolen(std::uint64_t total, std::uint64_t steal) {
  Disturbances counters;
  counters.ticks = CpuTicks{total, steal};
  return counters;
}

TEST_CASE("nothing moved, nothing known: not disturbed") {
  CHECK(disturbed({}, {}, 1).empty());
  CHECK(disturbed(stolen(100, 5), stolen(300, 5), 1).empty());
  CHECK(disturbed({}, stolen(300, 200), 1).empty());
}

TEST_CASE("stolen time counts from the limit on") {
  CHECK(disturbed(stolen(1000, 0), stolen(2000, 10), 1).empty());
  CHECK(disturbed(stolen(1000, 0), stolen(2000, 23), 1) ==
        "2.3 % of the CPU time was stolen by the hypervisor");
}

TEST_CASE("any throttling counts") {
  Disturbances before;
  before.thermal = 4;
  before.quota = 7;
  Disturbances after = before;
  CHECK(disturbed(before, after, 1).empty());
  after.thermal = 5;
  CHECK(disturbed(before, after, 1) == "the CPU throttled 1 time");
  after.thermal = 4;
  after.quota = 9;
  CHECK(disturbed(before, after, 1) == "the CPU limit of the container held it back in 2 periods");
  after.quota = 1;  // another group, or the counter was reset
  CHECK(disturbed(before, after, 1).empty());
}

TEST_CASE("counters are read from the files of the system") {
  const test::TempFolder root;
  CHECK_FALSE(read_disturbances(root.path()).thermal);
  CHECK_FALSE(read_disturbances(root.path()).quota);
  root.write("proc/stat", "cpu  10 0 10 70 0 0 0 10 0 0\n");
  root.write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
  root.write("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "4\n");
  root.write("proc/self/cgroup", "0::/work\n");
  root.write("sys/fs/cgroup/work/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 2\n");
  const Disturbances counters = read_disturbances(root.path());
  REQUIRE(counters.ticks);
  CHECK(counters.ticks->steal == 10);
  CHECK(counters.thermal == 7);
  CHECK(counters.quota == 2);
  root.write("sys/fs/cgroup/work/cpu.stat", "nonsense");
  CHECK_FALSE(read_disturbances(root.path()).quota);
}

}  // namespace
}  // namespace perfgate::runner_detail
