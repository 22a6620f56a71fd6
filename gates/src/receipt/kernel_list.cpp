// SPDX-License-Identifier: Apache-2.0
// What a receipt says ran: version, path, and the ids of the kernels with their classes.
#include "receipt/parts.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace perfgate::receipt_detail {
namespace {

constexpr std::size_t kMostKernels = 10000;
constexpr std::size_t kMostBytes = 128;

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return text;
}

std::string quote(const std::string& text) {
  constexpr std::size_t kShown = 60;
  return "\"" + terminal_safe(text.substr(0, kShown)) + (text.size() > kShown ? "...\"" : "\"");
}

// The text of a member; nothing if it is missing or no text.
std::string text_member(const Json& receipt, const char* name) {
  const auto at = receipt.find(name);
  return at != receipt.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool begins_with_one_of(std::string_view id, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [id](std::string_view beginning) { return id.starts_with(beginning); });
}

void judge_id(const Json& id, std::size_t index, ReceiptVerdict& verdict) {
  if (!id.is_string()) {
    violation(verdict, "kernels", fmt::format("kernel {} is not a text", index));
    return;
  }
  const auto text = id.get<std::string>();
  if (text.find_first_not_of(" \t\n\v\f\r") == std::string::npos) {
    violation(verdict, "kernels", fmt::format("kernel {} is blank", index));
  } else if (text.size() > kMostBytes) {
    violation(verdict, "kernels",
              fmt::format("the id of kernel {} has {} bytes, more than {}", index, text.size(),
                          kMostBytes));
  }
}

std::vector<std::string> ids_of(const Json& receipt, ReceiptVerdict& verdict) {
  const Json list = receipt.value("kernels", Json());
  if (!list.is_array() || list.empty()) {
    violation(verdict, "kernels", "no list of kernels, or an empty one");
    return {};
  }
  if (list.size() > kMostKernels) {
    violation(verdict, "kernels",
              fmt::format("{} kernels are listed, more than {}", list.size(), kMostKernels));
    return {};
  }
  std::vector<std::string> ids;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    judge_id(list[i], i, verdict);
    if (list[i].is_string()) {
      ids.push_back(list[i].get<std::string>());
      if (!seen.insert(ids.back()).second) {
        note(verdict.warnings, "duplicates", "kernel " + quote(ids.back()) + " is listed twice");
      }
    }
  }
  return ids;
}

std::size_t count_class(const std::vector<std::string>& ids, KernelClass wanted) {
  return static_cast<std::size_t>(
      std::count_if(ids.begin(), ids.end(),
                    [wanted](const std::string& id) { return class_of_kernel(id) == wanted; }));
}

void judge_classes(const std::vector<std::string>& ids, const std::string& backend, bool gpu_needed,
                   ReceiptVerdict& verdict) {
  if (ids.empty()) {
    return;
  }
  if ((gpu_needed || backend == "cuda") && count_class(ids, KernelClass::kGpu) == 0) {
    violation(verdict, "gpu_kernels",
              fmt::format("none of the {} kernels is one of a GPU, first {}", ids.size(),
                          quote(ids.front())));
  }
  if (backend == "cpu" && count_class(ids, KernelClass::kCpuQuantised) == 0) {
    violation(verdict, "quantised_kernels",
              fmt::format("backend is cpu, but none of the {} kernels is a quantised one (i2s_, "
                          "tl1_, tl2_), first {}",
                          ids.size(), quote(ids.front())));
  }
  if (count_class(ids, KernelClass::kFallback) == ids.size()) {
    violation(verdict, "fallback_only",
              "nothing but fallback kernels ran, first " + quote(ids.front()));
  }
}

}  // namespace

KernelClass class_of_kernel(const std::string& id) {
  if (begins_with_one_of(
          id, {"gemm_", "wmma_", "cublas_", "cutlass_", "cuda_", "tl1_gpu_", "tl2_gpu_"}) ||
      id == "i2s_quantize" || id == "i2s_dequantize") {
    return KernelClass::kGpu;
  }
  if (begins_with_one_of(id, {"fp32_", "fallback_", "dequant_"}) || id == "matmul_f32" ||
      id.ends_with("_dequant")) {
    return KernelClass::kFallback;
  }
  return begins_with_one_of(id, {"i2s_", "tl1_", "tl2_"}) ? KernelClass::kCpuQuantised
                                                          : KernelClass::kOther;
}

bool multiplies_trits(const std::string& id) {
  const bool product = id.find("gemv_") != id.npos || id.find("gemm_") != id.npos;
  return product && class_of_kernel(id) != KernelClass::kFallback &&
         begins_with_one_of(id, {"i2s_", "tl1_", "tl2_", "gemm_i2s_", "wmma_i2s_"});
}

void judge_kernel_list(const Json& receipt, bool require_gpu_kernels, ReceiptVerdict& verdict) {
  const std::string version = text_member(receipt, "schema_version");
  if (version != "1.0.0" && version != "1.0") {
    violation(verdict, "schema_version",
              fmt::format("schema_version is {}, this version reads \"1.0.0\"", quote(version)));
  }
  const std::string path = text_member(receipt, "compute_path");
  if (path != "real") {
    violation(verdict, "compute_path",
              fmt::format("compute_path is {}, wanted \"real\"", quote(path)));
  }
  const std::vector<std::string> ids = ids_of(receipt, verdict);
  for (const std::string& id : ids) {
    if (lower_case(id).find("mock") != std::string::npos) {
      violation(verdict, "mock", "kernel " + quote(id) + " only pretends");
      violation(verdict, "compute_path", "compute_path is \"real\" in spite of a mock kernel");
    }
  }
  judge_classes(ids, lower_case(text_member(receipt, "backend")), require_gpu_kernels, verdict);
}

}  // namespace perfgate::receipt_detail
