// SPDX-License-Identifier: Apache-2.0
// Tests: every thread works once per run, barriers order what threads write, shares are even.
#include <bitnet/runtime/thread_pool.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

namespace bitnet::runtime {
namespace {

TEST_CASE("thread pool: numbers of threads that are refused") {
  for (const unsigned threads : {0U, kMaxThreads + 1, 1000000U}) {
    const auto pool = ThreadPool::create(threads);
    REQUIRE(!pool);
    CHECK(pool.error().code == ExitCode::kUsage);
    CHECK(pool.error().message.find(std::to_string(threads)) != std::string::npos);
  }
}

TEST_CASE("thread pool: every thread works exactly once in every run") {
  for (const unsigned threads : {1U, 2U, 3U, 8U, 33U}) {
    auto pool = ThreadPool::create(threads);
    REQUIRE(pool);
    std::vector<int> calls(threads, 0);
    std::vector<unsigned> sizes(threads, 0);
    for (int run = 0; run < 200; ++run) {
      (*pool)->run([&](unsigned thread, unsigned n) {
        ++calls[thread];  // not atomic: run() must order it
        sizes[thread] = n;
      });
    }
    for (unsigned t = 0; t < threads; ++t) {
      CHECK(calls[t] == 200);
      CHECK(sizes[t] == threads);
    }
  }
}

TEST_CASE("thread pool: a barrier makes the writes of all threads visible to all") {
  for (const unsigned threads : {2U, 3U, 5U}) {
    auto pool = ThreadPool::create(threads);
    REQUIRE(pool);
    std::vector<long> values(threads, 1);
    std::vector<long> sums(threads, 0);
    constexpr int kRounds = 300;
    (*pool)->run([&](unsigned thread, unsigned n) {
      for (int round = 0; round < kRounds; ++round) {
        long sum = 0;
        for (unsigned t = 0; t < n; ++t) {
          sum = (sum + values[t]) % 1000003;
        }
        (*pool)->barrier();
        values[thread] = (sum * (thread + 2)) % 1000003;
        sums[thread] = sum;
        (*pool)->barrier();
      }
    });
    for (unsigned t = 1; t < threads; ++t) {
      CHECK(sums[t] == sums[0]);
    }
  }
}

TEST_CASE("thread pool: threads that slept take part in the next run") {
  auto pool = ThreadPool::create(4);
  REQUIRE(pool);
  int total = 0;
  for (int run = 0; run < 3; ++run) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // far beyond the spin
    std::vector<int> seen(4, 0);
    (*pool)->run([&](unsigned thread, unsigned) { seen[thread] = 1; });
    for (const int s : seen) {
      total += s;
    }
  }
  CHECK(total == 12);
}

TEST_CASE("share_of: parts are disjoint, complete, whole groups, and even") {
  for (const std::size_t count : {0U, 1U, 15U, 16U, 17U, 640U, 1000U, 6912U}) {
    for (const std::size_t group : {1U, 16U, 32U, 800U}) {
      for (const unsigned threads : {1U, 2U, 3U, 5U, 8U, 512U}) {
        std::size_t next = 0;
        std::size_t least = count + group;
        std::size_t most = 0;
        for (unsigned t = 0; t < threads; ++t) {
          const Share share = share_of(count, group, t, threads);
          REQUIRE(share.begin == next);
          REQUIRE(share.end >= share.begin);
          REQUIRE((share.begin % group == 0 || share.begin == count));
          next = share.end;
          least = std::min(least, share.end - share.begin);
          most = std::max(most, share.end - share.begin);
        }
        CHECK(next == count);
        CHECK(most <= least + 2 * group - 1);
      }
    }
  }
}

}  // namespace
}  // namespace bitnet::runtime
