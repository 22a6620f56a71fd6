// SPDX-License-Identifier: Apache-2.0
// Flags and filters: what is taken, what is left to Google Benchmark, what is refused.
#include "bench_options.h"

#include <doctest/doctest.h>

namespace benchsuite {
namespace {

Result<BenchOptions> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "bench_x");
  return parse_bench_options(arguments);
}

TEST_CASE("defaults: full profile, seed 42, every row, no files") {
  const auto options = parse({});
  REQUIRE(options);
  CHECK_FALSE(options->criterion_dir.has_value());
  CHECK(options->profile_name == "full");
  CHECK(options->profile.sampling.samples == 100);
  CHECK(options->seed == 42);
  CHECK(options->filter.selects("anything/at/all"));
  CHECK_FALSE(options->list);
  CHECK(options->others == std::vector<std::string>{"bench_x"});
}

TEST_CASE("our flags are taken out, others stay in order") {
  const auto options =
      parse({"--benchmark_format=json", "--criterion_dir=out/a", "--profile=quick", "--seed=7",
             "--unknown", "--benchmark_filter=I2S", "--benchmark_list_tests"});
  REQUIRE(options);
  CHECK(options->criterion_dir == "out/a");
  CHECK(options->profile.sampling.samples == 40);
  CHECK(options->profile.sampling.visits == 4);
  CHECK(options->seed == 7);
  CHECK_FALSE(options->best_isa_only);
  CHECK(parse({"--profile=quick"})->profile.sampling.visits == 1);  // nowhere to store them
  CHECK(parse({"--isas=best"})->best_isa_only);
  CHECK(options->max_elements == ~std::uint64_t{0});
  CHECK(parse({"--max_elements=65536"})->max_elements == 65536);
  CHECK(options->list);
  CHECK_FALSE(options->filter.selects("g/TL1_quantize/1"));
  CHECK(options->others ==
        std::vector<std::string>{"bench_x", "--benchmark_format=json", "--unknown"});
}

TEST_CASE("values that cannot be are refused") {
  for (const char* bad : {"--criterion_dir=", "--criterion_dir", "--profile=fast", "--profile=",
                          "--isas=", "--isas=avx2", "--max_elements=", "--max_elements=1e9",
                          "--seed=", "--seed=-1", "--seed=1x", "--seed=18446744073709551616",
                          "--seed", "--benchmark_filter=(", "--benchmark_filter=a{2,1}"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse({bad}));
  }
  CHECK_FALSE(parse({("--benchmark_filter=" + std::string(1001, 'a')).c_str()}));
  CHECK(parse({"--seed=18446744073709551615"})->seed == ~std::uint64_t{0});
}

TEST_CASE("list_tests takes the forms of Google Benchmark") {
  CHECK(parse({"--benchmark_list_tests=true"})->list);
  CHECK(parse({"--benchmark_list_tests=1"})->list);
  CHECK_FALSE(parse({"--benchmark_list_tests=false"})->list);
  CHECK_FALSE(parse({"--benchmark_list_testsX"})->list);
}

TEST_CASE("filters see row ids, anchors included, and the printed names") {
  const auto selects = [](const char* filter, const char* id) {
    return RowFilter::parse(filter)->selects(id);
  };
  CHECK(selects("", "a/b/1"));
  CHECK(selects("all", "a/b/1"));
  CHECK(selects("^a/b/1$", "a/b/1"));
  CHECK_FALSE(selects("^a/b/1$", "a/b/10"));
  CHECK(selects("^a/b/1/iterations:1/manual_time$", "a/b/1"));
  CHECK(selects("-TL", "a/I2S/1"));
  CHECK_FALSE(selects("-TL", "a/TL1/1"));
  CHECK_FALSE(selects("-1$", "a/TL1/1"));
}

TEST_CASE("--plan names the tree whose counts are used again") {
  const auto options = parse({"--plan=plan/quantize"});
  REQUIRE(options);
  CHECK(options->plan_dir == "plan/quantize");
  CHECK_FALSE(parse({})->plan_dir.has_value());
  CHECK_FALSE(parse({"--plan="}));
  CHECK_FALSE(parse({"--plan"}));
}

}  // namespace
}  // namespace benchsuite
