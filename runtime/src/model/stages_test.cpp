// SPDX-License-Identifier: Apache-2.0
// Tests: cuts cover everything once; every item is committed exactly once, whatever threads do; a
// thread that does not come back holds nobody up.
#include "model/stage_thread.h"

#include <bitnet/kernels/kernels.h>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace bitnet::runtime {
namespace {

TEST_CASE("cuts: items follow each other, cover the count, and shrink") {
  for (const std::uint32_t count : {1U, 2U, 7U, 30U, 255U, 256U, 257U, 432U, 100000U}) {
    for (const std::uint32_t least : {0U, 1U, 4U, 500000U}) {
      for (const unsigned threads : {1U, 2U, 3U, 16U, 512U}) {
        CAPTURE(count);
        CAPTURE(least);
        CAPTURE(threads);
        const Cuts cuts(count, least, threads);
        REQUIRE(cuts.items() >= 1);
        REQUIRE(cuts.items() <= kMostItems);
        CHECK(cuts.begin(0) == 0);
        CHECK(cuts.end(cuts.items() - 1) == count);
        for (std::uint32_t i = 0; i + 1 < cuts.items(); ++i) {
          CHECK(cuts.end(i) == cuts.begin(i + 1));
          CHECK(cuts.end(i) - cuts.begin(i) >= std::max(1U, least));
          CHECK(cuts.end(i) - cuts.begin(i) >= cuts.end(i + 1) - cuts.begin(i + 1));
        }
        CHECK((threads > 1 || cuts.items() == 1));
      }
    }
  }
}

// A chain: stage s makes every value of one half from all values of the other, so that a commit
// that is lost, done twice or seen too late changes the end.
struct Chain {
  static constexpr std::uint32_t kItems = 12;
  static constexpr std::uint32_t kStages = 400;

  std::vector<std::uint64_t> halves[2] = {std::vector<std::uint64_t>(kItems, 1),
                                          std::vector<std::uint64_t>(kItems)};

  static std::uint64_t next(const std::vector<std::uint64_t>& before, std::uint32_t item) {
    std::uint64_t sum = item;
    for (const std::uint64_t value : before) {
      sum = sum * 31 + value;
    }
    return sum;
  }

  static std::vector<std::uint64_t> expected() {
    std::vector<std::uint64_t> now(kItems, 1);
    for (std::uint32_t s = 0; s < kStages; ++s) {
      std::vector<std::uint64_t> then(kItems);
      for (std::uint32_t i = 0; i < kItems; ++i) {
        then[i] = now[i] + next(now, i);
      }
      now = then;
    }
    return now;
  }
};

TEST_CASE("stages: every item is committed once and seen by the next stage") {
  const std::vector<std::uint64_t> expected = Chain::expected();
  auto stages = std::make_unique<Stages>();
  for (const unsigned threads : {1U, 2U, 3U, 9U}) {
    CAPTURE(threads);
    auto pool = ThreadPool::create(threads).value();
    Chain chain;
    std::atomic<int> firsts{0};
    stages->restart();
    pool->run([&](unsigned, unsigned) {
      std::vector<std::uint64_t> input;
      std::uint64_t result = 0;
      for (std::uint32_t s = 0; s < Chain::kStages; ++s) {
        stages->run(
            s, Chain::kItems,
            [&](bool first) {
              firsts += first ? 1 : 0;
              input = chain.halves[s % 2];
            },
            [&](std::uint32_t item) { result = Chain::next(input, item); },
            [&](std::uint32_t item) { chain.halves[(s + 1) % 2][item] = input[item] + result; },
            [](std::uint32_t) {});
      }
    });
    CHECK(firsts == static_cast<int>(Chain::kStages));
    CHECK(chain.halves[Chain::kStages % 2] == expected);
  }
}

TEST_CASE("stages: a thread that keeps an item is overtaken, and finds its item taken over") {
  auto stages = std::make_unique<Stages>();
  stages->restart();
  auto pool = ThreadPool::create(2).value();
  constexpr std::uint32_t kStages = 20;
  std::atomic<std::uint32_t> ended{0};  // stages that the other thread has left
  std::atomic<int> commits{0};
  std::atomic<int> discards{0};
  std::atomic<bool> holding{false};
  pool->run([&](unsigned thread, unsigned) {
    for (std::uint32_t s = 0; s < kStages; ++s) {
      stages->run(
          s, 3, [](bool) {},
          [&](std::uint32_t) {
            if (thread == 1 && s == 0) {  // does not come back before the other is through
              holding = true;
              while (ended < kStages) {
                std::this_thread::yield();
              }
            }
            while (thread == 0 && s == 0 && !holding) {
              std::this_thread::yield();
            }
          },
          [&](std::uint32_t) { ++commits; }, [&](std::uint32_t) { ++discards; });
      if (thread == 0) {
        ++ended;
      }
    }
  });
  CHECK(commits == 3 * static_cast<int>(kStages));
  CHECK(discards == 1);
}

TEST_CASE(
    "stage threads: what was counted for an item that another thread took over is taken back") {
  auto stages = std::make_unique<Stages>();
  stages->restart();
  auto pool = ThreadPool::create(2).value();
  constexpr std::uint32_t kStages = 20;
  const kernels::KernelTable& table = kernels::kernels_for(kernels::Isa::kScalar);
  std::vector<kernels::KernelCounters> counters(2);
  std::atomic<std::uint32_t> ended{0};
  std::atomic<bool> holding{false};
  pool->run([&](unsigned thread, unsigned threads) {
    const kernels::CountScope scope(&counters[thread]);
    StageThread mine(*stages);
    const Cuts cuts(3, 1, threads);
    for (std::uint32_t s = 0; s < kStages; ++s) {
      mine.run(
          cuts, [](bool) {},
          [&](Share units) {
            CHECK(units.end == units.begin + 1);
            float sum = 0;
            const float one = 1;
            kernels::counted_add(table, &sum, &one, 1);
            while (thread == 1 && s == 0 && ended < kStages) {
              holding = true;
              std::this_thread::yield();
            }
            while (thread == 0 && s == 0 && !holding) {
              std::this_thread::yield();
            }
          },
          [](Share) {});
      if (thread == 0) {
        ++ended;
      }
    }
  });
  const auto adds = [&](std::size_t thread) {
    return counters[thread].of(kernels::KernelId::kAdd).calls;
  };
  CHECK(adds(0) == 3 * std::uint64_t{kStages});
  CHECK(adds(1) == 0);
}

}  // namespace
}  // namespace bitnet::runtime
