// SPDX-License-Identifier: Apache-2.0
// exp for weights of tokens: the same bits on every machine, which the C library does not promise.
#pragma once

namespace bitnet::runtime {

/// e^x for x <= 0, within 2 ulp; 0 for -Inf and where the result would be subnormal.
[[nodiscard]] double exp_of_nonpositive(double x) noexcept;

}  // namespace bitnet::runtime
