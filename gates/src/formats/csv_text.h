// SPDX-License-Identifier: Apache-2.0
// Fields and records of CSV as RFC 4180 has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate::formats_detail {

/// Text from anywhere as a field: control characters visible as in terminal_safe, quoted where
/// needed. Text that a spreadsheet would take for a formula (it starts with = + - @ or one of their
/// full-width forms) gets an apostrophe in front.
[[nodiscard]] std::string csv_text(std::string_view text);

/// Shortest digits that read back the same; empty when there is no value.
[[nodiscard]] std::string csv_number(std::optional<double> value);

/// Fields that are encoded already, one record with CRLF.
[[nodiscard]] std::string csv_record(const std::vector<std::string>& fields);

}  // namespace perfgate::formats_detail
