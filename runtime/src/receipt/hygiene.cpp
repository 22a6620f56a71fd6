// SPDX-License-Identifier: Apache-2.0
// Members that must agree with each other or with themselves: no arithmetic on counters here.
#include "base/text.h"
#include "receipt/findings.h"
#include "receipt/rules.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <string_view>

namespace bitnet::runtime::receipt {
namespace {

constexpr std::array<std::string_view, 3> kBackends = {"cpu", "cuda", "metal"};
constexpr std::array<std::string_view, 5> kIsas = {"scalar", "avx2", "avx512vnni", "neon_dotprod",
                                                   "cuda"};
constexpr std::array<std::string_view, 4> kParityStates = {"ok", "rust_only", "divergence",
                                                           "timeout"};

template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

const std::string& text_at(const Json& object, const char* name) {
  return object.at(name).get_ref<const std::string&>();
}

void check_backend(const Json& receipt, ReceiptVerdict& verdict) {
  const std::string& backend = text_at(receipt, "backend");
  if (!one_of(backend, kBackends)) {
    refuse(verdict, "backend",
           fmt::format("backend: found {}, wanted cpu, cuda or metal", in_quotes(backend, 40)));
  }
  const std::string& summary = text_at(receipt, "backend_summary");
  if (!summary.empty() && summary.find("selected=") == summary.npos) {
    refuse(verdict, "backend",
           fmt::format("backend_summary: found {}, without selected=", in_quotes(summary, 60)));
  }
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) {
    value = value * 10 + (digit - '0');
  }
  return value;
}

bool in_range(std::string_view digits, int low, int high) {
  return all_digits(digits) && number(digits) >= low && number(digits) <= high;
}

// "Z" or "+hh:mm", after an optional fraction of at most nine digits.
bool is_zone(std::string_view text) {
  if (text.starts_with('.')) {
    std::size_t end = text.find_first_not_of("0123456789", 1);
    end = end == text.npos ? text.size() : end;
    if (end < 2 || end > 10) {
      return false;
    }
    text.remove_prefix(end);
  }
  return text == "Z" || (text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
                         in_range(text.substr(1, 2), 0, 23) && in_range(text.substr(4, 2), 0, 59));
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !all_digits(text.substr(0, 4)) ||
      !in_range(text.substr(5, 2), 1, 12)) {
    return false;
  }
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = month == 2 && !leap ? 28 : kDays.at(static_cast<std::size_t>(month) - 1);
  return in_range(text.substr(8, 2), 1, days);
}

bool is_rfc3339(std::string_view text) {
  return text.size() >= 20 && is_date(text.substr(0, 10)) && text[10] == 'T' && text[13] == ':' &&
         text[16] == ':' && in_range(text.substr(11, 2), 0, 23) &&
         in_range(text.substr(14, 2), 0, 59) && in_range(text.substr(17, 2), 0, 60) &&
         is_zone(text.substr(19));
}

void check_hash(const Json& object, const char* name, ReceiptVerdict& verdict) {
  const auto at = object.find(name);
  if (at == object.end()) {
    return;
  }
  const auto& text = at->get_ref<const std::string&>();
  if (text.size() != 64 || text.find_first_not_of("0123456789abcdef") != text.npos) {
    refuse(verdict, "hashes",
           fmt::format("{}: found {}, wanted 64 lower-case hexadecimal digits", name,
                       in_quotes(text, 70)));
  }
}

std::uint64_t count_or_0(const Json& object, const char* name) {
  return object.value(name, std::uint64_t{0});
}

void check_counts(const Json& tests, ReceiptVerdict& verdict) {
  const std::uint64_t failed = count_or_0(tests, "failed");
  if (failed != 0) {
    refuse(verdict, "tests", fmt::format("test_results: {} failed", counted_noun(failed, "test")));
  }
  const std::uint64_t total = count_or_0(tests, "total_tests");
  const std::uint64_t passed = count_or_0(tests, "passed");
  const std::uint64_t skipped = count_or_0(tests, "skipped");
  if (passed > total || skipped > total - passed || failed != total - passed - skipped) {
    refuse(verdict, "tests",
           fmt::format("test_results: {} passed, {} failed and {} skipped are not {} in all",
                       passed, failed, skipped, total));
  }
}

void check_tests(const Json& receipt, ReceiptVerdict& verdict) {
  const Json& tests = receipt.at("test_results");
  check_counts(tests, verdict);
  const Json accuracy = tests.value("accuracy_tests", Json::object());
  for (const auto& [name, test] : accuracy.items()) {
    const double mse = test.at("mse").get<double>();
    if (!test.at("passed").get<bool>() || !(mse <= test.at("tolerance").get<double>())) {
      refuse(verdict, "tests", fmt::format("test_results: {} did not pass", name));
    }
  }
  const auto kv = tests.find("kv_cache_tests");
  if (kv != tests.end() && !kv->at("prefill_decode_parity").get<bool>()) {
    refuse(verdict, "tests", "test_results: prefill and decode differ");
  }
  const Json& run = receipt.at("run");
  const auto rerun = run.find("rerun_token_sha256");
  const auto determinism = tests.find("determinism_tests");
  const bool identical =
      determinism != tests.end() && determinism->at("identical_sequences").get<bool>();
  if (determinism != tests.end() && !identical) {
    refuse(verdict, "tests", "test_results: two runs with the same input gave different tokens");
  }
  if (identical && (rerun == run.end() || *rerun != run.at("token_sha256"))) {
    refuse(verdict, "tests",
           "test_results: identical_sequences is true, but the hashes of the two runs do not say "
           "so");
  }
}

void check_parity(const Json& receipt, ReceiptVerdict& verdict) {
  const auto parity = receipt.find("parity");
  if (parity == receipt.end()) {
    return;
  }
  const std::string& status = text_at(*parity, "status");
  if (!one_of(status, kParityStates)) {
    refuse(verdict, "parity", fmt::format("parity: found status {}", in_quotes(status, 40)));
    return;
  }
  const bool good = parity->value("cosine_similarity", 0.0) >= 0.99 &&
                    parity->value("exact_match_rate", 0.0) == 1.0;
  if ((status == "ok") != good) {
    refuse(verdict, "parity",
           fmt::format("parity: status is {} with cosine {} and exact match {}", status,
                       parity->value("cosine_similarity", 0.0),
                       parity->value("exact_match_rate", 0.0)));
  }
}

std::string counter_fault(const std::string& id, const Json& counter) {
  const std::string& isa = text_at(counter, "isa");
  if (!one_of(isa, kIsas) || !id.ends_with("_" + isa)) {
    return fmt::format("has isa {}, which does not end its id", in_quotes(isa, 40));
  }
  return counter.at("calls").get<std::uint64_t>() == 0 ? "was never called" : std::string();
}

// The list of kernels is the list of the counters and nothing else.
void check_counters(const Json& receipt, ReceiptVerdict& verdict) {
  const Json& counters = receipt.at("kernel_counters");
  std::set<std::string_view> listed;
  for (const Json& id : receipt.at("kernels")) {
    const auto& text = id.get_ref<const std::string&>();
    listed.insert(text);
    if (!counters.contains(text)) {
      refuse(verdict, "counters", fmt::format("kernels: {} has no counters", in_quotes(text, 60)));
    }
  }
  for (const auto& [id, counter] : counters.items()) {
    const std::string fault =
        listed.count(id) == 0 ? "is not among kernels" : counter_fault(id, counter);
    if (!fault.empty()) {
      refuse(verdict, "counters", fmt::format("kernel_counters: {} {}", in_quotes(id, 60), fault));
    }
  }
}

}  // namespace

void apply_hygiene_rules(const Json& receipt, ReceiptVerdict& verdict) {
  check_backend(receipt, verdict);
  const std::string& timestamp = text_at(receipt, "timestamp");
  if (!is_rfc3339(timestamp)) {
    refuse(verdict, "timestamp",
           fmt::format("timestamp: found {}, wanted a time like 2025-10-04T12:00:00Z",
                       in_quotes(timestamp, 40)));
  }
  const bool variable = receipt.at("environment").contains("BITNET_DETERMINISTIC");
  if (receipt.at("deterministic").get<bool>() != variable) {
    refuse(verdict, "deterministic",
           fmt::format("deterministic is {}, but environment {} BITNET_DETERMINISTIC",
                       variable ? "false" : "true", variable ? "has" : "lacks"));
  }
  check_hash(receipt.at("model_info"), "sha256", verdict);
  check_hash(receipt.at("run"), "token_sha256", verdict);
  check_hash(receipt.at("run"), "rerun_token_sha256", verdict);
  check_tests(receipt, verdict);
  check_parity(receipt, verdict);
  check_counters(receipt, verdict);
  if (!receipt.at("corrections").empty()) {
    warn(verdict, "corrections",
         fmt::format("corrections: {} changed weights at run time",
                     counted_noun(receipt.at("corrections").size(), "record")));
  }
}

}  // namespace bitnet::runtime::receipt
