// SPDX-License-Identifier: Apache-2.0
// Units of service-level objectives and their relation to the base units of rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace perfgate {

/// "s", "ms", "us", "ns", "%", "B", "1", "x".
[[nodiscard]] const std::vector<std::string>& slo_units();

/// A time or a size: a limit of 0 or less makes no sense.
[[nodiscard]] bool unit_needs_positive(const std::string& unit);

/// Base-unit value x factor = value in `slo_unit`; nullopt if the units do not fit.
[[nodiscard]] std::optional<double> unit_factor(const std::string& row_unit,
                                                const std::string& slo_unit);

}  // namespace perfgate
