// SPDX-License-Identifier: Apache-2.0
// How this program was built, for the context block of every report.
#pragma once

#include <string_view>

namespace benchsuite {

[[nodiscard]] std::string_view build_type() noexcept;
[[nodiscard]] std::string_view compiler() noexcept;
[[nodiscard]] std::string_view compiler_flags() noexcept;

}  // namespace benchsuite
