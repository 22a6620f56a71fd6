// SPDX-License-Identifier: Apache-2.0
// Strict mode: which broken rules end a run that would otherwise only be on record.
#include "base/text.h"
#include "receipt/json_text.h"
#include "receipt/kernel_class.h"

#include <bitnet/runtime/receipt.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace bitnet::runtime {
namespace {

using receipt::Json;

constexpr std::array<std::string_view, 2> kMockRules = {"compute_path", "mock"};
constexpr std::array<std::string_view, 3> kQuantisationRules = {"kernels", "quantised_kernels",
                                                                "fallback_only"};
constexpr std::array<std::string_view, 10> kPerformanceRules = {
    "counters",       "tokens",       "embedding", "ternary_macs", "head_macs",
    "attention_macs", "weight_bytes", "time",      "read_rate",    "performance"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& rules, const std::string& rule) {
  return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

bool matters(const StrictMode& strict, const std::string& rule) {
  return rule == "form" || (strict.fail_on_mock && contains(kMockRules, rule)) ||
         (strict.require_quantization && contains(kQuantisationRules, rule)) ||
         (strict.validate_performance && contains(kPerformanceRules, rule));
}

// "i2s_trits5" of "i2s_trits5_gemv_avx2".
std::string_view layout_of(std::string_view id) {
  const std::size_t product = std::min(id.find("_gemv_"), id.find("_gemm_"));
  return id.substr(0, product);
}

std::string selected_isa(const Json& json) {
  const auto& summary = json.at("backend_summary").get_ref<const std::string&>();
  const std::size_t at = summary.rfind("selected=");
  return at == summary.npos ? std::string() : summary.substr(at + 9);
}

std::string shape_of(const Json& json) {
  const Json& model = json.at("model_info");
  return fmt::format("{} layers of {} x {}", model.at("layers").dump(),
                     model.at("hidden_size").dump(), model.at("intermediate_size").dump());
}

// "" = nothing ran that is weaker than what was selected. Requires a receipt of the right form.
std::string fallback_in(const Json& json) {
  const std::string selected = selected_isa(json);
  std::string first;
  for (const auto& [id, counter] : json.at("kernel_counters").items()) {
    if (receipt::is_fallback(id)) {
      return fmt::format("{} is an fp32 fallback", in_quotes(id, 60));
    }
    if (!receipt::is_ternary_product(id)) {
      continue;
    }
    if (counter.at("isa").get_ref<const std::string&>() != selected) {
      return fmt::format("{} ran although {} was selected", in_quotes(id, 60),
                         in_quotes(selected, 20));
    }
    if (!first.empty() && layout_of(first) != layout_of(id)) {
      return fmt::format("{} and {} are of two layouts", in_quotes(first, 60), in_quotes(id, 60));
    }
    first = id;
  }
  return "";
}

tl::unexpected<Error> refused(const Json& json, const std::string& why) {
  return tl::unexpected(
      Error{ExitCode::kFailed, fmt::format("strict mode: {} ({})", why, shape_of(json))});
}

}  // namespace

Result<void> check_strict(const StrictMode& strict, std::string_view text) {
  if (!strict.any()) {
    return {};
  }
  const Result<ReceiptVerdict> verdict = verify_receipt_text(text, "receipt");
  if (!verdict) {
    return tl::unexpected(Error{ExitCode::kFailed, "strict mode: " + verdict.error().message});
  }
  const Result<Json> json = receipt::parse_object(text, "receipt");
  if (!json) {
    return tl::unexpected(json.error());
  }
  for (const ReceiptFinding& found : verdict->violations) {
    if (found.rule == "form") {
      return tl::unexpected(Error{ExitCode::kFailed, "strict mode: " + found.message});
    }
    if (matters(strict, found.rule)) {
      return refused(*json, found.message);
    }
  }
  const std::string fallback = strict.require_quantization ? fallback_in(*json) : std::string();
  return fallback.empty() ? Result<void>() : refused(*json, fallback);
}

}  // namespace bitnet::runtime
