// SPDX-License-Identifier: Apache-2.0
// Receipts on the command line: verify recognises them among other files, gate takes them as
// objectives.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

namespace perfgate::cli_test {
namespace {

Json example() {
  const Result<Json> json =
      read_json_file(std::string(PERFGATE_SOURCE_DIR) + "/gates/testdata/schema/receipt.json");
  REQUIRE(json.has_value());
  return *json;
}

Json with_half_the_macs() {
  Json receipt = example();
  Json& macs = receipt.at("kernel_counters").at("i2s_trits5_gemv_avx512vnni").at("macs");
  macs = macs.get<std::uint64_t>() / 2;
  return receipt;
}

class Receipts : public Results {
 public:
  Receipts() {
    put("good.json", dump_json(example()));
    put("half.json", dump_json(with_half_the_macs()));
  }

  [[nodiscard]] Outcome gate(std::vector<std::string> more) const {
    std::vector<std::string> args = {"gate", path("old.json"), path("same.json")};
    args.insert(args.end(), more.begin(), more.end());
    return call(args);
  }
};

TEST_CASE("verify: receipts are recognised and judged") {
  const Receipts folder;
  const Outcome good = folder.call({"verify", folder.path("good.json")});
  CHECK(good.code == 0);
  CHECK(contains(good.out, "good.json: receipt\n"));
  CHECK(good.err.empty());

  const Outcome half = folder.call({"verify", folder.path("half.json")});
  CHECK(half.code == 1);
  CHECK(contains(half.out, "half.json: ternary_macs: "));
  CHECK(contains(half.err, "1 of 1 files are receipts that break rules"));
}

TEST_CASE("verify: a file that cannot be read weighs more than a receipt that is refused") {
  const Receipts folder;
  folder.put("torn.json", "{\"schema_version\":");
  const Outcome outcome = folder.call(
      {"verify", folder.path("half.json"), folder.path("torn.json"), folder.path("good.json")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.out, "half.json: ternary_macs: "));
  CHECK(contains(outcome.out, "good.json: receipt\n"));
  CHECK(contains(outcome.err, "1 of 3 files are not valid"));
}

TEST_CASE("verify: every broken rule is a line, warnings go to stderr") {
  const Receipts folder;
  Json receipt = example();
  receipt["compute_path"] = "mock";
  receipt["timestamp"] = "today";
  receipt.erase("machine");
  folder.put("bad.json", dump_json(receipt));
  const Outcome outcome = folder.call({"verify", folder.path("bad.json")});
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "bad.json: compute_path: "));
  CHECK(contains(outcome.out, "bad.json: timestamp: "));
  receipt["compute_path"] = "real";
  receipt["timestamp"] = "2025-10-04T12:00:00Z";
  folder.put("bad.json", dump_json(receipt));
  const Outcome unmeasured = folder.call({"verify", folder.path("bad.json")});
  CHECK(unmeasured.code == 0);
  CHECK(contains(unmeasured.err, "read rate"));
}

TEST_CASE("gate: a receipt that obeys its rules is an objective that is met") {
  const Receipts folder;
  const Outcome outcome = folder.gate({"--receipt", folder.path("good.json")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "receipt:"));
  CHECK(contains(folder.get("reports/latest/gate.md"), "receipt:"));
  CHECK(contains(folder.get("reports/latest/ledger.md"), "slo:receipt:"));
}

TEST_CASE("gate: a refused receipt fails it, beside good ones") {
  const Receipts folder;
  const Outcome outcome =
      folder.gate({"--receipt", folder.path("good.json"), "--receipt", folder.path("half.json")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 1);
  CHECK(outcome.out.starts_with("FAIL"));
  CHECK(contains(outcome.out, "ternary_macs"));
  const Outcome verified = folder.call({"verify", folder.path("reports")});
  CHECK(verified.code == 0);
}

TEST_CASE("gate: a receipt that cannot be read is an error, and no old verdict stays") {
  const Receipts folder;
  folder.put("reports/latest/gate.json", "an old pass");
  const Outcome outcome = folder.gate({"--receipt", folder.path("none.json")});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "none.json"));
  CHECK(contains(folder.get("reports/latest/gate.json"), "\"verdict\": \"error\""));
}

}  // namespace
}  // namespace perfgate::cli_test
