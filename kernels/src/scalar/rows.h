// SPDX-License-Identifier: Apache-2.0
// The scalar row of every format: the oracle that other ISAs are tested against.
#pragma once

#include <bitnet/kernels/kernels.h>

namespace bitnet::kernels {

[[nodiscard]] FormatKernels i2s_scalar() noexcept;
[[nodiscard]] FormatKernels i2_s_scalar() noexcept;
[[nodiscard]] FormatKernels tl1_scalar() noexcept;
[[nodiscard]] FormatKernels tl2_scalar() noexcept;
[[nodiscard]] FormatKernels tq1_0_scalar() noexcept;
[[nodiscard]] FormatKernels tq2_0_scalar() noexcept;

}  // namespace bitnet::kernels
