// SPDX-License-Identifier: Apache-2.0
// A bench program for the tests of the frame: one good row and one for each way to fail. Not
// installed, measures nothing of interest.
#include "harness/bench_program.h"

#include <memory>
#include <stdexcept>

namespace benchsuite {
namespace {

enum class Fault : std::uint8_t { kNone, kWrong, kAllocates };

class FixtureWork final : public Workload {
 public:
  explicit FixtureWork(Fault fault) : fault_(fault) {
    context_.isa = "scalar";
    context_.bytes_read = 4;
    context_.elements = 1;
  }

  void prepare() override { answer_ = 0; }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      answer_ = fault_ == Fault::kWrong ? 2 : 1;
      if (fault_ == Fault::kAllocates) {
        memory_ = std::make_unique<int>(1);
      }
    }
  }

  [[nodiscard]] std::string difference() const override {
    return answer_ == 1 ? "" : "answer is not 1";
  }

 private:
  Fault fault_;
  volatile int answer_ = 0;
  std::unique_ptr<int> memory_;
};

BenchRow row(const char* function, const char* value, Fault fault) {
  return {"fixture", function, value, 1, [fault] { return std::make_unique<FixtureWork>(fault); }};
}

BenchRows fixture_rows(const BenchSetup& setup) {
  BenchRows rows;
  rows.timed = {row("good", "1", Fault::kNone), row("go:od", "1", Fault::kNone),
                row("go?od", "1", Fault::kNone), row("wrong", "1", Fault::kWrong),
                row("allocates", "1", Fault::kAllocates)};
  rows.timed.push_back({"fixture", "throws", "1", 1, []() -> std::unique_ptr<Workload> {
                          throw std::runtime_error("no such data");
                        }});
  // Right on its first visit, wrong on the next.
  rows.timed.push_back({"fixture", "later", "1", 1, [visits = std::make_shared<int>(0)] {
                          return std::make_unique<FixtureWork>((*visits)++ == 0 ? Fault::kNone
                                                                                : Fault::kWrong);
                        }});
  const auto seed = static_cast<double>(setup.seed);
  rows.figures.push_back({"figure/seed", [seed]() -> Result<MetricRow> {
                            return MetricRow{"figure/seed", "seed", "1", Better::kHigher, seed, {}};
                          }});
  rows.figures.push_back(
      {"figure/none", []() -> Result<MetricRow> { return failure("there is no such figure"); }});
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::fixture_rows);
}
