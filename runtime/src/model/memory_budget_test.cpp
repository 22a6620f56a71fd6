// SPDX-License-Identifier: Apache-2.0
// Tests: the smallest of machine and cgroup limits, both versions, and what is missing or strange.
#include "model/memory_budget.h"

#include "base/test_folder.h"

#include <bitnet/runtime/session.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <limits>
#include <optional>
#include <string>

namespace bitnet::runtime {
namespace {

class Root {
 public:
  void put(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(folder_.path(name)).parent_path());
    folder_.put(name, text);
  }

  [[nodiscard]] std::optional<std::uint64_t> available() const {
    return available_memory(folder_.path());
  }

 private:
  testing::TestFolder folder_;
};

TEST_CASE("available memory: nothing known, nothing limited") {
  const Root root;
  CHECK_FALSE(root.available());
  root.put("proc/meminfo", "MemTotal: 1 kB\nstrange\nMemAvailable: many kB\n");
  CHECK_FALSE(root.available());
}

TEST_CASE("available memory: the machine's") {
  const Root root;
  root.put("proc/meminfo", "MemTotal:  9000 kB\nMemAvailable:  2000 kB\n");
  CHECK(root.available() == 2000 * 1024);
}

TEST_CASE("available memory: the tightest cgroup of version 2 on the way up, caches are free") {
  const Root root;
  root.put("proc/meminfo", "MemAvailable: 1000000 kB\n");
  root.put("proc/self/cgroup", "0::/outer/inner\n");
  root.put("sys/fs/cgroup/outer/inner/memory.max", "max\n");
  root.put("sys/fs/cgroup/outer/inner/memory.current", "100\n");
  root.put("sys/fs/cgroup/outer/memory.max", "1000\n");
  root.put("sys/fs/cgroup/outer/memory.current", "700\n");
  CHECK(root.available() == 300);
  root.put("sys/fs/cgroup/outer/memory.stat", "anon 5\ninactive_file 50\nactive_file 25\n");
  CHECK(root.available() == 375);
  root.put("sys/fs/cgroup/outer/memory.current", "70000\n");
  CHECK(root.available() == 0);
}

TEST_CASE("available memory: cgroup version 1") {
  const Root root;
  root.put("proc/meminfo", "MemAvailable: 1000000 kB\n");
  root.put("proc/self/cgroup", "5:cpu:/x\n4:memory:/job\nnonsense\n0::/\n");
  root.put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  root.put("sys/fs/cgroup/memory/memory.usage_in_bytes", "5\n");
  root.put("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "5000\n");
  root.put("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "4000\n");
  root.put("sys/fs/cgroup/memory/job/memory.stat", "total_inactive_file 500\n");
  CHECK(root.available() == 1500);
}

TEST_CASE("check_memory: little fits, the address space does not") {
  CHECK(check_memory(1, "a byte"));
  const auto refused = check_memory(std::numeric_limits<std::size_t>::max(), "the KV cache");
  if (available_memory()) {
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ExitCode::kOutOfMemory);
    CHECK(refused.error().message.starts_with("not enough memory for the KV cache: "));
  }
}

}  // namespace
}  // namespace bitnet::runtime
