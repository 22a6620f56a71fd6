// SPDX-License-Identifier: Apache-2.0
// Variables and what they mean; bad values are usage errors that name variable, found and wanted.
#include <bitnet/runtime/environment.h>

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace bitnet::runtime {
namespace {

using Variables = std::map<std::string, std::string>;

Result<RunSettings> settings(const Variables& variables) {
  return run_settings_from([&](const char* name) -> const char* {
    const auto at = variables.find(name);
    return at == variables.end() ? nullptr : at->second.c_str();
  });
}

TEST_CASE("environment: nothing set") {
  const auto found = settings({});
  REQUIRE(found.has_value());
  CHECK_FALSE(found->deterministic);
  CHECK_FALSE(found->seed.has_value());
  CHECK(found->isa == kernels::best_isa());
  CHECK_FALSE(found->isa_requested);
  CHECK_FALSE(found->strict.any());
  CHECK_FALSE(found->seed_or({}).has_value());
  CHECK(found->seed_or(5) == 5);
}

TEST_CASE("environment: flags in every spelling") {
  for (const char* yes : {"1", "true", "TRUE", "True"}) {
    const auto found = settings({{"BITNET_DETERMINISTIC", yes}, {"BITNET_STRICT_MODE", yes}});
    REQUIRE(found.has_value());
    CHECK(found->deterministic);
    CHECK(found->strict.fail_on_mock);
    CHECK(found->strict.require_quantization);
    CHECK(found->strict.validate_performance);
    CHECK(found->seed_or({}) == 42);
  }
  for (const char* no : {"0", "false", "False", ""}) {
    const auto found = settings({{"BITNET_DETERMINISTIC", no}, {"BITNET_STRICT_MODE", no}});
    REQUIRE(found.has_value());
    CHECK_FALSE(found->deterministic);
    CHECK_FALSE(found->strict.any());
  }
}

TEST_CASE("environment: one strict rule at a time") {
  const auto mock = settings({{"BITNET_STRICT_FAIL_ON_MOCK", "1"}});
  REQUIRE(mock.has_value());
  CHECK(mock->strict.fail_on_mock);
  CHECK_FALSE(mock->strict.require_quantization);
  const auto quantised =
      settings({{"BITNET_STRICT_MODE", "0"}, {"BITNET_STRICT_REQUIRE_QUANTIZATION", "1"}});
  REQUIRE(quantised.has_value());
  CHECK(quantised->strict.require_quantization);
  CHECK_FALSE(quantised->strict.validate_performance);
  const auto figures = settings({{"BITNET_STRICT_VALIDATE_PERFORMANCE", "1"}});
  REQUIRE(figures.has_value());
  CHECK(figures->strict.validate_performance);
  CHECK_FALSE(figures->strict.fail_on_mock);
}

TEST_CASE("environment: seeds") {
  const auto largest = settings({{"BITNET_SEED", "18446744073709551615"}});
  REQUIRE(largest.has_value());
  CHECK(largest->seed == 18446744073709551615U);
  CHECK(largest->seed_or({}) == 18446744073709551615U);
  CHECK(largest->seed_or(1) == 1);
  const auto both = settings({{"BITNET_SEED", "0"}, {"BITNET_DETERMINISTIC", "1"}});
  REQUIRE(both.has_value());
  CHECK(both->seed_or({}) == 0);
}

TEST_CASE("environment: bad values are usage errors with one sentence") {
  const Variables bad[] = {{{"BITNET_DETERMINISTIC", "yes"}},
                           {{"BITNET_STRICT_MODE", "2"}},
                           {{"BITNET_STRICT_FAIL_ON_MOCK", "on"}},
                           {{"BITNET_STRICT_REQUIRE_QUANTIZATION", " 1"}},
                           {{"BITNET_STRICT_VALIDATE_PERFORMANCE", "\x1b[0m"}},
                           {{"BITNET_SEED", "-1"}},
                           {{"BITNET_SEED", "18446744073709551616"}},
                           {{"BITNET_SEED", "4 2"}},
                           {{"BITNET_SEED", "0x10"}},
                           {{"BITNET_ISA", "sse9"}}};
  for (const Variables& variables : bad) {
    const auto found = settings(variables);
    REQUIRE_FALSE(found.has_value());
    INFO(found.error().message);
    CHECK(found.error().code == ExitCode::kUsage);
    CHECK(found.error().message.starts_with(variables.begin()->first + ": found '"));
    CHECK(found.error().message.find("wanted") != std::string::npos);
    CHECK(found.error().message.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("environment: an ISA by name") {
  const auto found = settings({{"BITNET_ISA", "scalar"}});
  REQUIRE(found.has_value());
  CHECK(found->isa == kernels::Isa::kScalar);
  CHECK(found->isa_requested);
  CHECK(receipt_environment(*found, 3).at("BITNET_ISA") == "scalar");
  CHECK(receipt_environment(*found, 3).at("THREADS") == "3");
}

}  // namespace
}  // namespace bitnet::runtime
