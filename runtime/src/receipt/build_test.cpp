// SPDX-License-Identifier: Apache-2.0
// A receipt built from counters: accepted by its own rules, refused when a counter is not what the
// model implies, and nothing in it that was not put in.
#include "receipt/testing_receipt.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace bitnet::runtime {
namespace {

using kernels::KernelId;
using receipt::count_of;
using receipt::good_input;
using receipt::Json;

std::vector<std::string> broken_rules(const ReceiptInput& input) {
  const auto verdict = verify_receipt_text(receipt_text(input), "built");
  REQUIRE(verdict.has_value());
  std::vector<std::string> rules;
  for (const ReceiptFinding& found : verdict->violations) {
    INFO(found.message);
    rules.push_back(found.rule);
  }
  return rules;
}

using Rules = std::vector<std::string>;

TEST_CASE("receipt: built from counters that fit, it is accepted") {
  const ReceiptInput input = good_input();
  CHECK(broken_rules(input) == Rules());
  const Json json = Json::parse(receipt_text(input));
  const std::string isa(kernels::isa_name(kernels::kernel_isa(*input.table, KernelId::kGemvBits2)));
  CHECK(json.at("kernels").size() == 7);
  CHECK(json.at("kernel_counters").contains("i2s_gemv_" + isa));
  CHECK(json.at("kernel_counters").at("i2s_gemv_" + isa).at("isa") == isa);
  CHECK(json.at("compute_path") == "real");
  CHECK(json.at("deterministic") == false);
  CHECK_FALSE(json.at("environment").contains("BITNET_DETERMINISTIC"));
  CHECK(json.at("test_results").at("total_tests") == 0);
  CHECK_FALSE(json.contains("machine"));
  CHECK_FALSE(json.at("model_info").contains("sha256"));
  CHECK(std::abs(json.at("performance_baseline").at("tokens_per_second").get<double>() - 5000) <=
        1e-6);
  CHECK(std::abs(json.at("performance_baseline").at("average_token_latency_ms").get<double>() -
                 0.2) <= 1e-9);
  CHECK(json.at("backend_summary")
            .get<std::string>()
            .find("selected=" + std::string(kernels::isa_name(input.table->isa))) !=
        std::string::npos);
}

TEST_CASE("receipt: text, parsed and written again, is the same text") {
  const std::string text = receipt_text(good_input());
  CHECK(Json::parse(text).dump(2) + "\n" == text);
  const std::string example = receipt::example_text();
  CHECK(Json::parse(example).dump(2) + "\n" == example);
}

TEST_CASE("receipt: a kernel that was never called is not in it") {
  ReceiptInput input = good_input();
  count_of(input, KernelId::kRmsnorm) = {};
  const Json json = Json::parse(receipt_text(input));
  CHECK(json.at("kernels").size() == 6);
  CHECK(broken_rules(input) == Rules());
}

TEST_CASE("receipt: counters that do not fit the model are refused") {
  ReceiptInput half = good_input();
  count_of(half, KernelId::kGemmBits2).macs /= 2;
  CHECK(broken_rules(half) == Rules{"ternary_macs"});

  ReceiptInput unread = good_input();
  count_of(unread, KernelId::kGemvBits2).weight_bytes = 0;
  CHECK(broken_rules(unread) == Rules{"weight_bytes"});

  ReceiptInput nothing = good_input();
  nothing.counters = {};
  CHECK(broken_rules(nothing) == Rules{"kernels", "embedding", "ternary_macs", "head_macs",
                                       "attention_macs", "weight_bytes"});

  ReceiptInput idle = good_input();
  idle.run.wall_ns = 100000;
  idle.run.first_token_ns = 50000;
  CHECK(broken_rules(idle) == Rules{"time"});
}

TEST_CASE("receipt: the machine's read rate bounds the run") {
  ReceiptInput input = good_input();
  input.machine = ReadRate{0.5, 1 << 20U, 2};
  CHECK(broken_rules(input) == Rules());
  input.machine->gbps = 0.1;
  CHECK(broken_rules(input) == Rules{"read_rate"});
  input.machine = ReadRate{0.5, 1 << 20U, 1};
  CHECK(broken_rules(input) == Rules{"read_rate"});
}

TEST_CASE("receipt: determinism is claimed only by a second run, and shown by it") {
  ReceiptInput input = good_input();
  input.run.rerun_token_sha256 = input.run.token_sha256;
  CHECK(broken_rules(input) == Rules());
  const Json same = Json::parse(receipt_text(input)).at("test_results");
  CHECK(same.at("determinism_tests").at("identical_sequences") == true);
  CHECK(same.at("determinism_tests").at("tokens_per_run") == 4);
  CHECK(same.at("passed") == 1);

  const std::vector<std::int32_t> other = {1};
  input.run.rerun_token_sha256 = token_digest(other);
  CHECK(broken_rules(input) == Rules{"tests"});
  const Json differ = Json::parse(receipt_text(input)).at("test_results");
  CHECK(differ.at("determinism_tests").at("identical_sequences") == false);
  CHECK(differ.at("failed") == 1);
}

TEST_CASE("receipt: an interrupted run says so and is judged by what it did") {
  ReceiptInput input = good_input();
  input.run.interrupted = true;
  CHECK(broken_rules(input) == Rules{"tokens"});
  input.run.stop_reason = "interrupted";
  CHECK(broken_rules(input) == Rules());
  input.run.prompt_tokens = 100;  // the rest of the prompt was not reached
  CHECK(broken_rules(input) == Rules());
}

TEST_CASE("receipt: settings are on record") {
  ReceiptInput input = good_input();
  input.settings.deterministic = true;
  input.settings.seed = 7;
  input.settings.strict = {true, true, true};
  input.model.sha256 = std::string(64, 'a');
  input.model.path = "bad \xff name";
  CHECK(broken_rules(input) == Rules());
  const Json json = Json::parse(receipt_text(input));
  CHECK(json.at("deterministic") == true);
  CHECK(json.at("environment").at("BITNET_DETERMINISTIC") == "1");
  CHECK(json.at("environment").at("BITNET_SEED") == "7");
  CHECK(json.at("environment").at("BITNET_STRICT_MODE") == "1");
  CHECK(json.at("environment").at("THREADS") == "2");
  CHECK(json.at("environment").at("OS").get<std::string>().starts_with("linux-"));
  CHECK(json.at("model_info").at("model_path") == "bad \xef\xbf\xbd name");
}

TEST_CASE("receipt: no speed is made up for one token") {
  ReceiptInput input = good_input();
  input.run.first_token_ns.reset();
  const Json json = Json::parse(receipt_text(input)).at("performance_baseline");
  CHECK_FALSE(json.contains("tokens_per_second"));
  CHECK_FALSE(json.contains("first_token_latency_ms"));
  CHECK(broken_rules(input) == Rules());
}

}  // namespace
}  // namespace bitnet::runtime
