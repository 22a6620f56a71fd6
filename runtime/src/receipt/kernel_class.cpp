// SPDX-License-Identifier: Apache-2.0
// Prefixes and exact names of the classes of kernels.
#include "receipt/kernel_class.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace bitnet::runtime::receipt {
namespace {

template <std::size_t N>
bool starts_with_any(std::string_view id, const std::array<std::string_view, N>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return id.starts_with(prefix); });
}

constexpr std::array<std::string_view, 7> kGpu = {"gemm_", "wmma_",    "cublas_", "cutlass_",
                                                  "cuda_", "tl1_gpu_", "tl2_gpu_"};
constexpr std::array<std::string_view, 3> kFallback = {"fp32_", "fallback_", "dequant_"};
constexpr std::array<std::string_view, 3> kQuantised = {"i2s_", "tl1_", "tl2_"};

}  // namespace

bool is_mock(std::string_view id) noexcept {
  constexpr std::string_view kWord = "mock";
  return std::search(id.begin(), id.end(), kWord.begin(), kWord.end(), [](char a, char b) {
           return std::tolower(static_cast<unsigned char>(a)) == b;
         }) != id.end();
}

bool is_gpu(std::string_view id) noexcept {
  return starts_with_any(id, kGpu) || id == "i2s_quantize" || id == "i2s_dequantize";
}

bool is_fallback(std::string_view id) noexcept {
  return starts_with_any(id, kFallback) || id == "matmul_f32" || id.ends_with("_dequant");
}

bool is_cpu_quantised(std::string_view id) noexcept {
  return starts_with_any(id, kQuantised) && !is_gpu(id) && !is_fallback(id);
}

bool is_ternary_product(std::string_view id) noexcept {
  const bool product = id.find("gemv_") != id.npos || id.find("gemm_") != id.npos;
  const bool quantised =
      starts_with_any(id, kQuantised) || id.starts_with("gemm_i2s_") || id.starts_with("wmma_i2s_");
  return product && quantised && !is_fallback(id);
}

bool is_head(std::string_view id) noexcept {
  return id.starts_with("head_") || id.starts_with("screen_");
}

bool is_embedding(std::string_view id) noexcept {
  return id.starts_with("embed_");
}

bool is_attention(std::string_view id) noexcept {
  return id.starts_with("attention_");
}

}  // namespace bitnet::runtime::receipt
