// SPDX-License-Identifier: Apache-2.0
// Version, compute path and the list of kernels. Reads a receipt of any form: what is missing or of
// another type breaks the rule that asks for it.
#include "base/text.h"
#include "receipt/findings.h"
#include "receipt/kernel_class.h"
#include "receipt/rules.h"

#include <fmt/format.h>

#include <cctype>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace bitnet::runtime::receipt {
namespace {

constexpr std::size_t kMaxKernels = 10000;
constexpr std::size_t kMaxIdBytes = 128;

using Ids = std::vector<std::string_view>;

const std::string* text_of(const Json& receipt, const char* name) {
  const auto at = receipt.find(name);
  return at == receipt.end() ? nullptr : at->get_ptr<const std::string*>();
}

std::string found(const std::string* text) {
  return text == nullptr ? "no text" : in_quotes(*text, 40);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\v\f\r") == text.npos;
}

bool same_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

// "" = a good id.
std::string id_fault(const Json& id) {
  const auto* text = id.get_ptr<const std::string*>();
  if (text == nullptr) {
    return fmt::format("is {}, wanted a text", id.type_name());
  }
  if (is_blank(*text)) {
    return "is blank";
  }
  return text->size() > kMaxIdBytes
             ? fmt::format("has {} bytes, at most {} are allowed", text->size(), kMaxIdBytes)
             : std::string();
}

// The ids that are texts; violations of their list on the way.
Ids check_list(const Json& receipt, ReceiptVerdict& verdict) {
  Ids ids;
  const auto list = receipt.find("kernels");
  if (list == receipt.end() || !list->is_array() || list->empty()) {
    refuse(verdict, "kernels", "kernels: found no ids, wanted a list with at least one");
    return ids;
  }
  if (list->size() > kMaxKernels) {
    refuse(verdict, "kernels",
           fmt::format("kernels: found {} ids, at most {} are allowed", list->size(), kMaxKernels));
    return ids;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string fault = id_fault((*list)[i]);
    if (!fault.empty()) {
      refuse(verdict, "kernels", fmt::format("kernels[{}] {}", i, fault));
    }
    if (const auto* text = (*list)[i].get_ptr<const std::string*>()) {
      ids.emplace_back(*text);
    }
  }
  return ids;
}

void check_duplicates(const Ids& ids, ReceiptVerdict& verdict) {
  std::unordered_set<std::string_view> seen;
  for (const std::string_view id : ids) {
    if (!seen.insert(id).second) {
      warn(verdict, "duplicates", fmt::format("kernels: {} is listed twice", in_quotes(id, 60)));
    }
  }
}

void check_mock(const std::string* path, const Ids& ids, ReceiptVerdict& verdict) {
  const auto mock = std::find_if(ids.begin(), ids.end(), is_mock);
  if (mock != ids.end()) {
    refuse(verdict, "mock", fmt::format("kernels: {} is a mock", in_quotes(*mock, 60)));
    if (path != nullptr && *path == "real") {
      refuse(verdict, "compute_path", "compute_path: found 'real' beside a mock kernel");
    }
  }
}

void check_classes(const std::string* backend, const Ids& ids, const ReceiptRules& rules,
                   ReceiptVerdict& verdict) {
  if (ids.empty()) {
    return;
  }
  const bool cuda = backend != nullptr && same_ignoring_case(*backend, "cuda");
  const bool cpu = backend != nullptr && same_ignoring_case(*backend, "cpu");
  if ((cuda || rules.require_gpu_kernels) && std::none_of(ids.begin(), ids.end(), is_gpu)) {
    refuse(verdict, "gpu_kernels",
           fmt::format("no GPU kernel among {} although {}", counted_noun(ids.size(), "kernel"),
                       cuda ? "backend is cuda" : "GPU kernels are required"));
  }
  if (cpu && std::none_of(ids.begin(), ids.end(), is_cpu_quantised)) {
    refuse(
        verdict, "quantised_kernels",
        fmt::format("no quantised CPU kernel (i2s_, tl1_, tl2_) among {} although backend is cpu",
                    counted_noun(ids.size(), "kernel")));
  }
  if (std::all_of(ids.begin(), ids.end(), is_fallback)) {
    refuse(verdict, "fallback_only",
           fmt::format("only fp32 fallback kernels ran, first {}", in_quotes(ids.front(), 60)));
  }
}

}  // namespace

void apply_kernel_rules(const Json& receipt, const ReceiptRules& rules, ReceiptVerdict& verdict) {
  const std::string* version = text_of(receipt, "schema_version");
  if (version == nullptr || (*version != "1.0.0" && *version != "1.0")) {
    refuse(verdict, "schema_version",
           fmt::format("schema_version: found {}, wanted '1.0.0'", found(version)));
  }
  const std::string* path = text_of(receipt, "compute_path");
  if (path == nullptr || *path != "real") {
    refuse(verdict, "compute_path",
           fmt::format("compute_path: found {}, wanted 'real'", found(path)));
  }
  const Ids ids = check_list(receipt, verdict);
  check_duplicates(ids, verdict);
  check_mock(path, ids, verdict);
  check_classes(text_of(receipt, "backend"), ids, rules, verdict);
}

}  // namespace bitnet::runtime::receipt
