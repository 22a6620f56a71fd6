// SPDX-License-Identifier: Apache-2.0
// Options whose values are numbers or one of a few words, each refused in one sentence. CLI11's own
// number parsing is not used: it reads "010" as eight and accepts NaN.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 named it
class App;
class Option;
}  // namespace CLI

namespace bitnet::runtime::cli {

/// Decimal digits with an optional minus sign, nothing else; nullopt otherwise or out of range.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

/// A finite decimal number, nothing else.
[[nodiscard]] std::optional<double> parse_real(std::string_view text);

/// Option `names` with an integer in [low, high]. `value` outlives the parse.
CLI::Option* add_integer(CLI::App& app, const std::string& names, std::int64_t& value,
                         std::int64_t low, std::int64_t high, const std::string& help);

/// Option `names` with a finite number in [low, high].
CLI::Option* add_real(CLI::App& app, const std::string& names, double& value, double low,
                      double high, const std::string& help);

/// Option `names` with one of `choices`.
CLI::Option* add_choice(CLI::App& app, const std::string& names, std::string& value,
                        const std::vector<std::string>& choices, const std::string& help);

/// Option `names` with integers in [low, high], separated by commas. A given list replaces `value`.
CLI::Option* add_integers(CLI::App& app, const std::string& names, std::vector<std::int64_t>& value,
                          std::int64_t low, std::int64_t high, const std::string& help);

}  // namespace bitnet::runtime::cli
