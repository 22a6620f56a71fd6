// SPDX-License-Identifier: Apache-2.0
// Tests: the verb verify-receipt, its exit codes and both forms of its output.
#include "base/test_folder.h"
#include "cli_harness.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::is_one_sentence;
using cli_test::Outcome;
using Json = nlohmann::json;

Json example() {
  std::ifstream in(BITNET_SOURCE_DIR "/gates/testdata/schema/receipt.json", std::ios::binary);
  return Json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

TEST_CASE("verify-receipt: accepted") {
  const testing::TestFolder folder;
  folder.put("r.json", example().dump());
  const Outcome text = call({"verify-receipt", folder.path("r.json")});
  CHECK(text.code == 0);
  CHECK(contains(text.out, "r.json': accepted"));
  CHECK(text.err.empty());
  const Outcome json = call({"verify-receipt", folder.path("r.json"), "--json"});
  CHECK(json.code == 0);
  CHECK(Json::parse(json.out).at("accepted") == true);
  CHECK(Json::parse(json.out).at("violations").empty());
}

TEST_CASE("verify-receipt: refused, one line a rule") {
  const testing::TestFolder folder;
  Json receipt = example();
  receipt["compute_path"] = "mock";
  receipt["run"]["head_positions"] = 1;
  receipt.erase("machine");
  folder.put("r.json", receipt.dump());
  const Outcome text = call({"verify-receipt", folder.path("r.json")});
  CHECK(text.code == 1);
  CHECK(contains(text.out, "compute_path: "));
  CHECK(contains(text.out, "\ntokens: run: "));
  CHECK(contains(text.out, "refused, 2 rules broken"));
  CHECK(contains(text.err, "bitnet: warning: machine: "));
  const Outcome json = call({"verify-receipt", "--json", folder.path("r.json")});
  CHECK(json.code == 1);
  const Json verdict = Json::parse(json.out);
  CHECK(verdict.at("accepted") == false);
  CHECK(verdict.at("violations").size() == 2);
  CHECK(verdict.at("violations").at(0).at("rule") == "compute_path");
  CHECK(verdict.at("warnings").at(0).at("rule") == "unmeasured");
}

TEST_CASE("verify-receipt: GPU kernels on demand") {
  const testing::TestFolder folder;
  folder.put("r.json", example().dump());
  const Outcome outcome = call({"verify-receipt", folder.path("r.json"), "--require-gpu-kernels"});
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "gpu_kernels: "));
}

TEST_CASE("verify-receipt: what cannot be read is exit code 3, a wrong command line 2") {
  const testing::TestFolder folder;
  folder.put("bad.json", "{");
  for (const std::string& path :
       {folder.path("bad.json"), folder.path("none.json"), folder.path()}) {
    const Outcome outcome = call({"verify-receipt", path});
    CHECK(outcome.code == 3);
    CHECK_MESSAGE(is_one_sentence(outcome), outcome.err);
  }
  CHECK(call({"verify-receipt"}).code == 2);
  CHECK(call({"verify-receipt", "--nonsense"}).code == 2);
}

}  // namespace
}  // namespace bitnet::runtime
