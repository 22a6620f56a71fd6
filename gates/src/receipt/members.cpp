// SPDX-License-Identifier: Apache-2.0
// Members of a receipt against each other: no arithmetic on counters here.
#include "receipt/parts.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <chrono>
#include <regex>
#include <set>
#include <string>

namespace perfgate::receipt_detail {
namespace {

const std::string& text(const Json& object, const char* name) {
  return object.at(name).get_ref<const std::string&>();
}

std::string shown(const std::string& value) {
  return "\"" + terminal_safe(value.substr(0, 60)) + "\"";
}

bool among(const std::string& value, std::initializer_list<const char*> choices) {
  return std::find(choices.begin(), choices.end(), value) != choices.end();
}

bool is_time(const std::string& value) {
  static const std::regex kForm(
      "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([.][0-9]{1,9})?"
      "(Z|[+-]([0-9]{2}):([0-9]{2}))");
  std::smatch part;
  if (value.size() > 40 || !std::regex_match(value, part, kForm)) {
    return false;
  }
  const auto number = [&part](std::size_t i) { return static_cast<unsigned>(std::stoul(part[i])); };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(1))),
                                         std::chrono::month(number(2)),
                                         std::chrono::day(number(3))};
  const bool zone = part[8] == "Z" || (number(9) < 24 && number(10) < 60);
  return date.ok() && number(4) < 24 && number(5) < 60 && number(6) <= 60 && zone;
}

void judge_hash(const Json& object, const char* name, ReceiptVerdict& verdict) {
  const std::string value = object.value(name, std::string(64, '0'));
  if (value.size() != 64 || value.find_first_not_of("0123456789abcdef") != std::string::npos) {
    violation(verdict, "hashes", fmt::format("{} is {}, no SHA-256", name, shown(value)));
  }
}

void judge_head(const Json& receipt, ReceiptVerdict& verdict) {
  const std::string& backend = text(receipt, "backend");
  if (!among(backend, {"cpu", "cuda", "metal"})) {
    violation(verdict, "backend", fmt::format("backend is {}", shown(backend)));
  }
  const std::string& summary = text(receipt, "backend_summary");
  if (!summary.empty() && summary.find("selected=") == std::string::npos) {
    violation(verdict, "backend",
              fmt::format("backend_summary {} selects nothing", shown(summary)));
  }
  if (!is_time(text(receipt, "timestamp"))) {
    violation(verdict, "timestamp",
              fmt::format("timestamp {} is no RFC 3339 time", shown(text(receipt, "timestamp"))));
  }
  const bool variable = receipt.at("environment").contains("BITNET_DETERMINISTIC");
  if (receipt.at("deterministic") != variable) {
    violation(verdict, "deterministic",
              fmt::format("deterministic is {}, the environment says {}",
                          receipt.at("deterministic").dump(), variable));
  }
  judge_hash(receipt.at("model_info"), "sha256", verdict);
  judge_hash(receipt.at("run"), "token_sha256", verdict);
  judge_hash(receipt.at("run"), "rerun_token_sha256", verdict);
}

void judge_sums(const Json& tests, ReceiptVerdict& verdict) {
  const auto failed = tests.at("failed").get<std::uint64_t>();
  if (failed > 0) {
    violation(verdict, "tests", fmt::format("{} tests failed", failed));
  }
  auto rest = tests.at("total_tests").get<std::uint64_t>();
  bool enough = true;
  for (const std::uint64_t part : {failed, tests.at("passed").get<std::uint64_t>(),
                                   tests.value("skipped", std::uint64_t{0})}) {
    enough = enough && part <= rest;
    rest -= enough ? part : 0;
  }
  if (!enough || rest != 0) {
    violation(verdict, "tests",
              fmt::format("the tests of each kind do not add up to total_tests, {}",
                          tests.at("total_tests").dump()));
  }
}

void judge_rerun(const Json& tests, const Json& run, ReceiptVerdict& verdict) {
  if (!tests.contains("determinism_tests")) {
    return;
  }
  const bool claimed = tests.at("determinism_tests").at("identical_sequences").get<bool>();
  const bool shown_by_hash = run.value("rerun_token_sha256", "") == text(run, "token_sha256") &&
                             run.contains("rerun_token_sha256");
  if (!claimed || !shown_by_hash) {
    violation(verdict, "tests",
              claimed ? "the hashes of the tokens do not show that both runs were the same"
                      : "both runs had the same input and different tokens");
  }
}

void judge_tests(const Json& receipt, ReceiptVerdict& verdict) {
  const Json& tests = receipt.at("test_results");
  judge_sums(tests, verdict);
  const Json accuracy = tests.value("accuracy_tests", Json::object());
  for (const auto& [name, test] : accuracy.items()) {
    const bool within = test.at("mse").get<double>() <= test.at("tolerance").get<double>();
    if (!within || !test.at("passed").get<bool>()) {
      violation(verdict, "tests", fmt::format("{} is beyond its tolerance", name));
    }
  }
  if (tests.contains("kv_cache_tests") &&
      !tests.at("kv_cache_tests").at("prefill_decode_parity").get<bool>()) {
    violation(verdict, "tests", "prefill and decode did not agree");
  }
  judge_rerun(tests, receipt.at("run"), verdict);
}

void judge_parity(const Json& receipt, ReceiptVerdict& verdict) {
  if (!receipt.contains("parity")) {
    return;
  }
  const Json& parity = receipt.at("parity");
  const std::string& status = text(parity, "status");
  if (!among(status, {"ok", "rust_only", "divergence", "timeout"})) {
    violation(verdict, "parity", fmt::format("status of parity is {}", shown(status)));
    return;
  }
  const bool equal = parity.value("cosine_similarity", 0.0) >= 0.99 &&
                     parity.value("exact_match_rate", 0.0) == 1.0;
  if (equal != (status == "ok")) {
    violation(verdict, "parity",
              fmt::format("status of parity is {}, its figures say {}", shown(status),
                          equal ? "equal" : "not equal"));
  }
}

void judge_counter(const std::string& id, const Json& counter, ReceiptVerdict& verdict) {
  const std::string& isa = text(counter, "isa");
  if (!among(isa, {"scalar", "avx2", "avx512vnni", "neon_dotprod", "cuda"}) ||
      !id.ends_with("_" + isa)) {
    violation(verdict, "counters",
              fmt::format("kernel {} counts for the ISA {}", shown(id), shown(isa)));
  }
  if (counter.at("calls") == 0) {
    violation(verdict, "counters", fmt::format("kernel {} has no calls", shown(id)));
  }
}

void judge_counters(const Json& receipt, ReceiptVerdict& verdict) {
  std::set<std::string> listed;
  for (const Json& id : receipt.at("kernels")) {
    listed.insert(id.get<std::string>());
  }
  const Json& counters = receipt.at("kernel_counters");
  for (const std::string& id : listed) {
    if (!counters.contains(id)) {
      violation(verdict, "counters", fmt::format("kernel {} has no counters", shown(id)));
    }
  }
  for (const auto& [id, counter] : counters.items()) {
    if (listed.count(id) == 0) {
      violation(verdict, "counters", fmt::format("{} counted but is not listed", shown(id)));
    }
    judge_counter(id, counter, verdict);
  }
}

}  // namespace

void judge_members(const Json& receipt, ReceiptVerdict& verdict) {
  judge_head(receipt, verdict);
  judge_tests(receipt, verdict);
  judge_parity(receipt, verdict);
  judge_counters(receipt, verdict);
  if (!receipt.at("corrections").empty()) {
    note(verdict.warnings, "corrections",
         fmt::format("weights were changed at run time, {} records",
                     receipt.at("corrections").size()));
  }
}

}  // namespace perfgate::receipt_detail
