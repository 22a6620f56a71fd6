// SPDX-License-Identifier: Apache-2.0
// Writing CSV; see csv_text.h. Reads none.
#include "formats/csv_text.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace perfgate::formats_detail {
namespace {

// The full-width forms are formulas in East Asian versions of spreadsheets.
constexpr std::array<std::string_view, 8> kFormulaStarts = {
    "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

bool is_formula(std::string_view text) {
  const std::size_t start = text.find_first_not_of(' ');  // some programs trim before they look
  const std::string_view rest = start == std::string_view::npos ? "" : text.substr(start);
  return std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(),
                     [&](std::string_view mark) { return rest.starts_with(mark); });
}

}  // namespace

std::string csv_text(std::string_view text) {
  std::string safe = (is_formula(text) ? "'" : "") + terminal_safe(text);
  const bool spaces = !safe.empty() && (safe.front() == ' ' || safe.back() == ' ');
  if (safe.find_first_of(",\"") == std::string::npos && !spaces) {
    return safe;
  }
  std::string field = "\"";
  for (const char c : safe) {
    field += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return field + "\"";
}

std::string csv_number(std::optional<double> value) {
  return value && std::isfinite(*value) ? fmt::format("{}", *value) : std::string();
}

std::string csv_record(const std::vector<std::string>& fields) {
  std::string record;
  const char* separator = "";
  for (const std::string& field : fields) {
    record += separator + field;
    separator = ",";
  }
  return record + "\r\n";
}

}  // namespace perfgate::formats_detail
