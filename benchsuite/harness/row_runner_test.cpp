// SPDX-License-Identifier: Apache-2.0
// What makes a row fail: wrong output before or after, allocations in the timed region.
#include "row_runner.h"

#include "allocation_count.h"

#include <benchmark/benchmark.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>

namespace benchsuite {
namespace {

// Adds 1 to 1000 numbers; `fault` runs inside the timed region and may spoil the answer.
class AddWork final : public Workload {
 public:
  explicit AddWork(std::function<void(AddWork&)> fault, bool beside_copy = false,
                   bool may_allocate = false, std::uint64_t macs = 0)
      : fault_(std::move(fault)) {
    context_.isa = "scalar";
    context_.macs = macs;
    context_.bytes_read = 4096;
    context_.bytes_written = 4096;
    beside_copy_ = beside_copy;
    may_allocate_ = may_allocate;
  }

  void prepare() override { answer = 0; }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      volatile int sum = 0;
      for (int k = 0; k < 1000; ++k) {
        sum = sum + 1;
      }
      answer = sum;
      ++runs;
      fault_(*this);
    }
  }

  [[nodiscard]] std::string difference() const override {
    return answer == 1000 ? "" : "sum is not 1000";
  }

  int answer = 0;
  int runs = 0;

 private:
  std::function<void(AddWork&)> fault_;
};

RowProfile tiny() {
  RowProfile profile;
  profile.sampling = {10, 10, 1e5, 1e3, SamplingMode::kFlat};
  profile.resamples = 100;
  return profile;
}

std::string error_of(std::function<void(AddWork&)> fault) {
  AddWork work(std::move(fault));
  const auto outcome = run_row(work, tiny(), 1);
  return outcome ? "" : outcome.error();
}

TEST_CASE("a correct row delivers samples, estimates and a verified context") {
  AddWork work([](AddWork&) {});
  const auto row = run_row(work, tiny(), 1);
  REQUIRE(row);
  const RowOutcome* outcome = &row->outcome;
  CHECK(outcome->measurement.times_ns.size() == 10);
  CHECK(outcome->estimates.mean.point > 0);
  CHECK(outcome->fences.high_severe >= outcome->fences.low_severe);
  CHECK(outcome->context.verified);
  CHECK(outcome->context.isa == "scalar");
  CHECK_FALSE(outcome->context.share_of_copy.has_value());
}

TEST_CASE("a row beside a copy knows its share") {
  AddWork work([](AddWork&) {}, true);
  const auto row = run_row(work, tiny(), 1);
  REQUIRE(row);
  const RowOutcome* outcome = &row->outcome;
  REQUIRE(outcome->context.copy_bytes_per_s.has_value());
  const double speed = 8192 / (outcome->estimates.median.point * 1e-9);
  CHECK(std::abs(*outcome->context.share_of_copy * *outcome->context.copy_bytes_per_s / speed -
                 1) <= 1e-9);
}

TEST_CASE("a row of multiplications knows its share of the peak") {
  AddWork work([](AddWork&) {}, false, false, 1000);
  const auto row = run_row(work, tiny(), 1);
  REQUIRE(row);
  const RowOutcome* outcome = &row->outcome;
  CHECK_FALSE(outcome->context.share_of_copy.has_value());
  REQUIRE(outcome->context.peak_macs_per_s.has_value());
  const double speed = 1000 / (outcome->estimates.median.point * 1e-9);
  CHECK(std::abs(*outcome->context.share_of_peak * *outcome->context.peak_macs_per_s / speed - 1) <=
        1e-9);
}

TEST_CASE("later visits add their samples and keep the shares of the first") {
  RowProfile profile = tiny();
  profile.sampling = {25, 10, 1e7, 1e3, SamplingMode::kFlat, 2};
  AddWork work([](AddWork&) {}, true);
  auto row = run_row(work, profile, 1);
  REQUIRE(row);
  CHECK(row->outcome.measurement.times_ns.size() == 13);
  const auto share = row->outcome.context.share_of_copy;
  REQUIRE_FALSE(row->samples.complete());
  AddWork again([](AddWork&) {}, true);
  REQUIRE(revisit_row(again, profile, 1, *row));
  CHECK(row->samples.complete());
  CHECK(row->outcome.measurement.times_ns.size() == 25);
  CHECK(row->outcome.context.share_of_copy == share);
  const auto values = per_iteration_ns(row->outcome.measurement);
  CHECK(row->outcome.estimates.mean.point >= *std::min_element(values.begin(), values.end()));
}

TEST_CASE("a heavy row is visited once, and a wrong result on a later visit is noticed") {
  RowProfile profile = tiny();
  profile.sampling = {40, 30, 1, 1e3, SamplingMode::kFlat, 3};
  AddWork heavy([](AddWork&) {});
  const auto once = run_row(heavy, profile, 1);
  REQUIRE(once);
  CHECK(once->samples.visits() == 1);
  profile.sampling = {40, 10, 1e7, 1e3, SamplingMode::kFlat, 3};
  AddWork work([](AddWork&) {});
  auto row = run_row(work, profile, 1);
  REQUIRE(row);
  REQUIRE(row->samples.visits() == 3);
  AddWork wrong([](AddWork& spoilt) { spoilt.answer = 7; });
  const auto visited = revisit_row(wrong, profile, 1, *row);
  REQUIRE_FALSE(visited);
  CHECK(visited.error() == "wrong result: sum is not 1000");
}

TEST_CASE("a wrong result fails the row, at once or late") {
  CHECK(error_of([](AddWork& work) { work.answer = 7; }) == "wrong result: sum is not 1000");
  const std::string late = error_of([](AddWork& work) { work.answer += work.runs > 5 ? 1 : 0; });
  CHECK(late == "wrong result after the measurement: sum is not 1000");
}

TEST_CASE("an allocation in the timed region fails the row, however it was made") {
  const auto with_new = [](AddWork&) { std::string(100, 'x').shrink_to_fit(); };
  const auto with_malloc = [](AddWork&) {
    void* volatile memory = std::malloc(10);
    std::free(memory);
  };
  const auto with_aligned = [](AddWork&) {
    void* volatile memory = std::aligned_alloc(64, 64);
    std::free(memory);
  };
  const auto with_calloc = [](AddWork&) {
    void* volatile memory = std::calloc(1, 1);
    memory = std::realloc(memory, 100);
    std::free(memory);
  };
  CHECK(error_of(with_new).find("heap allocations") != std::string::npos);
  CHECK(error_of(with_malloc).find("heap allocations") != std::string::npos);
  CHECK(error_of(with_aligned).find("heap allocations") != std::string::npos);
  CHECK(error_of(with_calloc).find("heap allocations") != std::string::npos);
  AddWork allowed(with_new, false, true);
  CHECK(run_row(allowed, tiny(), 1).has_value());
}

TEST_CASE("every way to allocate is counted once") {
  const auto count = [](const std::function<void()>& body) {
    const auto before = allocation_count();
    body();
    return allocation_count() - before;
  };

  struct alignas(128) Wide {
    char bytes[128];
  };

  // The compiler may drop an allocation that nobody sees.
  const auto show = [](const auto& owner) { benchmark::DoNotOptimize(owner.get()); };
  CHECK(count([] {}) == 0);
  CHECK(count([&] { show(std::make_unique<int>(1)); }) == 1);
  CHECK(count([&] { show(std::make_unique<Wide>()); }) == 1);
  CHECK(count([&] { show(std::make_unique<int[]>(9)); }) == 1);
  CHECK(count([] {
          void* memory = nullptr;
          REQUIRE(posix_memalign(&memory, 64, 64) == 0);
          std::free(memory);
        }) == 1);
}

}  // namespace
}  // namespace benchsuite
