// SPDX-License-Identifier: Apache-2.0
// Enumerators from their names: the inverse of class_name, evidence_name and the others.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>

#include <optional>
#include <string_view>

namespace perfgate {

[[nodiscard]] std::optional<RegressionClass> class_from(std::string_view name);
[[nodiscard]] std::optional<Evidence> evidence_from(std::string_view name);
[[nodiscard]] std::optional<RowVerdict> row_verdict_from(std::string_view name);
[[nodiscard]] std::optional<SuiteVerdict> suite_verdict_from(std::string_view name);
[[nodiscard]] std::optional<SloStatus> slo_status_from(std::string_view name);

}  // namespace perfgate
