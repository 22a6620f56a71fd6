// SPDX-License-Identifier: Apache-2.0
// What the name of a kernel says about it. Names only: whether it ran is the counters' matter.
#pragma once

#include <string_view>

namespace bitnet::runtime::receipt {

[[nodiscard]] bool is_mock(std::string_view id) noexcept;      // contains "mock", any case
[[nodiscard]] bool is_gpu(std::string_view id) noexcept;       // gemm_, wmma_, cublas_, ...
[[nodiscard]] bool is_fallback(std::string_view id) noexcept;  // fp32_, fallback_, dequant_, ...

/// Starts with i2s_, tl1_ or tl2_, and is neither of the above two.
[[nodiscard]] bool is_cpu_quantised(std::string_view id) noexcept;

/// A product with ternary weights: quantised, on CPU or GPU, and named gemv or gemm.
[[nodiscard]] bool is_ternary_product(std::string_view id) noexcept;

[[nodiscard]] bool is_head(std::string_view id) noexcept;       // head_, screen_
[[nodiscard]] bool is_embedding(std::string_view id) noexcept;  // embed_
[[nodiscard]] bool is_attention(std::string_view id) noexcept;  // attention_

}  // namespace bitnet::runtime::receipt
