// SPDX-License-Identifier: Apache-2.0
// Checked numbers and words on the command line. Does not know any option by name.
#include "values.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <functional>

namespace bitnet::runtime::cli {
namespace {

using Check = std::function<std::string(const std::string&)>;

CLI::Option* add_checked(CLI::App& app, const std::string& names, const std::string& help,
                         const char* type, const Check& check,
                         const std::function<void(const std::string&)>& store) {
  CLI::Option* option = app.add_option_function<std::string>(names, store, help);
  return option->type_name(type)->check(check, "", "");
}

std::string integer_fault(const std::string& text, std::int64_t low, std::int64_t high) {
  const auto value = parse_integer(text);
  if (value && *value >= low && *value <= high) {
    return "";
  }
  return fmt::format("must be a whole number from {} to {}, not '{}'", low, high, text);
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> parse_real(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

CLI::Option* add_integer(CLI::App& app, const std::string& names, std::int64_t& value,
                         std::int64_t low, std::int64_t high, const std::string& help) {
  return add_checked(
      app, names, help, "N",
      [low, high](const std::string& text) { return integer_fault(text, low, high); },
      [&value](const std::string& text) { value = parse_integer(text).value_or(value); });
}

CLI::Option* add_real(CLI::App& app, const std::string& names, double& value, double low,
                      double high, const std::string& help) {
  const Check check = [low, high](const std::string& text) {
    const auto number = parse_real(text);
    return number && *number >= low && *number <= high
               ? std::string()
               : fmt::format("must be a number from {} to {}, not '{}'", low, high, text);
  };
  return add_checked(app, names, help, "X", check, [&value](const std::string& text) {
    value = parse_real(text).value_or(value);
  });
}

CLI::Option* add_choice(CLI::App& app, const std::string& names, std::string& value,
                        const std::vector<std::string>& choices, const std::string& help) {
  const Check check = [choices](const std::string& text) {
    for (const std::string& choice : choices) {
      if (text == choice) {
        return std::string();
      }
    }
    return fmt::format("must be one of {}, not '{}'", fmt::join(choices, ", "), text);
  };
  const std::string type = fmt::format("{}", fmt::join(choices, "|"));
  return add_checked(app, names, help, type.c_str(), check,
                     [&value](const std::string& text) { value = text; });
}

CLI::Option* add_integers(CLI::App& app, const std::string& names, std::vector<std::int64_t>& value,
                          std::int64_t low, std::int64_t high, const std::string& help) {
  const Check check = [low, high](const std::string& text) {
    for (const std::string& part : split(text)) {
      std::string fault = integer_fault(part, low, high);
      if (!fault.empty()) {
        return fault;
      }
    }
    return std::string();
  };
  return add_checked(app, names, help, "N,N", check, [&value](const std::string& text) {
    value.clear();
    for (const std::string& part : split(text)) {
      value.push_back(parse_integer(part).value_or(0));
    }
  });
}

}  // namespace bitnet::runtime::cli
