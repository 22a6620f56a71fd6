// SPDX-License-Identifier: Apache-2.0
// TomlTable: types, ranges and unknown keys. What a key means is not known here.
#include "policy/toml_table.h"

#include <perfgate/text.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

namespace perfgate {
namespace {

constexpr std::size_t kMaxText = 4096;
constexpr std::size_t kMaxItems = 1024;

bool calendar_date(const std::string& text) {
  const bool shape = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                     std::all_of(text.begin(), text.end(),
                                 [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
  if (!shape || std::count(text.begin(), text.end(), '-') != 2) {
    return false;
  }
  const std::chrono::year_month_day day{
      std::chrono::year(std::stoi(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(8, 2))))};
  return day.ok();
}

}  // namespace

void TomlFaults::add(const toml::source_region& place, std::string_view message) {
  if (!first) {
    first = Error{ExitCode::kUsage,
                  fmt::format("{}:{}:{}: {}", path, place.begin.line, place.begin.column, message)};
  }
}

TomlTable::TomlTable(const toml::table& table, std::string name, TomlFaults& faults)
    : table_(&table), name_(std::move(name)), faults_(&faults) {}

const toml::node* TomlTable::find(std::string_view key) {
  known_.emplace_back(key);
  return table_->get(key);
}

void TomlTable::wrong_type(const toml::node& node, std::string_view key, const char* wanted) {
  faults_->add(node.source(),
               fmt::format("'{}' in {} must be {}", terminal_safe(key), name_, wanted));
}

void TomlTable::number(std::string_view key, double& out, Range range) {
  const toml::node* node = find(key);
  if (node == nullptr) {
    return;
  }
  if (!node->is_number()) {
    wrong_type(*node, key, "a number");
    return;
  }
  const double value = node->value<double>().value_or(std::nan(""));
  // Written so that NaN is outside, and the ends are finite.
  const bool inside = range.open ? value > range.low && value < range.high
                                 : value >= range.low && value <= range.high;
  if (!inside) {
    faults_->add(node->source(),
                 fmt::format("'{}' in {} is {}; wanted a number {} {} and {} {}",
                             terminal_safe(key), name_, value, range.open ? "above" : "of at least",
                             range.low, range.open ? "below" : "at most", range.high));
    return;
  }
  out = value;
}

void TomlTable::integer(std::string_view key, std::int64_t& out, std::int64_t low,
                        std::int64_t high) {
  const toml::node* node = find(key);
  if (node == nullptr) {
    return;
  }
  if (!node->is_integer()) {
    wrong_type(*node, key, "a whole number");
    return;
  }
  const std::int64_t value = node->as_integer()->get();
  if (value < low || value > high) {
    faults_->add(node->source(),
                 fmt::format("'{}' in {} is {}; wanted a whole number from {} to {}", key, name_,
                             value, low, high));
    return;
  }
  out = value;
}

bool TomlTable::checked_text(const toml::node& node, std::string_view key, std::string& out) {
  if (!node.is_string()) {
    wrong_type(node, key, "text");
    return false;
  }
  const std::string& value = node.as_string()->get();
  const bool control =
      std::any_of(value.begin(), value.end(), [](char c) { return c >= 0 && c < 0x20; });
  if (control || value.size() > kMaxText) {
    faults_->add(node.source(), fmt::format("'{}' in {} {}", key, name_,
                                            control ? "contains a control character"
                                                    : "is longer than 4096 bytes"));
    return false;
  }
  out = value;
  return true;
}

void TomlTable::text(std::string_view key, std::string& out) {
  if (const toml::node* node = find(key)) {
    checked_text(*node, key, out);
  }
}

void TomlTable::choice(std::string_view key, std::string& out,
                       const std::vector<std::string>& allowed) {
  const toml::node* node = find(key);
  std::string value;
  if (node == nullptr || !checked_text(*node, key, value)) {
    return;
  }
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    faults_->add(node->source(), fmt::format("'{}' in {} is '{}'; wanted one of {}", key, name_,
                                             terminal_safe(value), fmt::join(allowed, ", ")));
    return;
  }
  out = value;
}

void TomlTable::texts(std::string_view key, std::vector<std::string>& out) {
  const toml::node* node = find(key);
  if (node == nullptr) {
    return;
  }
  const toml::array* array = node->as_array();
  if (array == nullptr || array->size() > kMaxItems) {
    wrong_type(*node, key, "a list of at most 1024 texts");
    return;
  }
  std::vector<std::string> values(array->size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!checked_text(*array->get(i), key, values[i])) {
      return;
    }
  }
  out = std::move(values);
}

void TomlTable::text_lists(std::string_view key, std::vector<std::vector<std::string>>& out) {
  constexpr const char* kWanted = "a list of lists of texts";
  const toml::node* node = find(key);
  if (node == nullptr) {
    return;
  }
  const toml::array* lists = node->as_array();
  if (lists == nullptr || lists->size() > kMaxItems) {
    return wrong_type(*node, key, kWanted);
  }
  std::vector<std::vector<std::string>> values;
  for (const toml::node& entry : *lists) {
    const toml::array* list = entry.as_array();
    if (list == nullptr || list->size() > kMaxItems) {
      return wrong_type(entry, key, kWanted);
    }
    std::vector<std::string>& texts = values.emplace_back(list->size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!checked_text(*list->get(i), key, texts[i])) {
        return;
      }
    }
  }
  out = std::move(values);
}

void TomlTable::flag(std::string_view key, bool& out) {
  const toml::node* node = find(key);
  if (node == nullptr) {
    return;
  }
  if (const toml::value<bool>* value = node->as_boolean()) {
    out = value->get();
  } else {
    wrong_type(*node, key, "true or false");
  }
}

void TomlTable::date(std::string_view key, std::string& out) {
  const toml::node* node = find(key);
  if (node == nullptr) {
    return;
  }
  std::string value;
  if (const toml::value<toml::date>* day = node->as_date()) {
    value = fmt::format("{:04}-{:02}-{:02}", day->get().year, day->get().month, day->get().day);
  } else if (!checked_text(*node, key, value)) {
    return;
  }
  if (!calendar_date(value)) {
    faults_->add(node->source(), fmt::format("'{}' in {} is '{}'; wanted a date YYYY-MM-DD", key,
                                             name_, terminal_safe(value)));
    return;
  }
  out = value;
}

const toml::table* TomlTable::table(std::string_view key) {
  const toml::node* node = find(key);
  if (node != nullptr && !node->is_table()) {
    wrong_type(*node, key, "a table");
    return nullptr;
  }
  return node == nullptr ? nullptr : node->as_table();
}

std::vector<const toml::table*> TomlTable::tables(std::string_view key) {
  std::vector<const toml::table*> result;
  const toml::node* node = find(key);
  if (node == nullptr) {
    return result;
  }
  if (!node->is_array_of_tables()) {
    faults_->add(node->source(), fmt::format("'{0}' must be written as [[{0}]] tables", key));
    return result;
  }
  for (const toml::node& item : *node->as_array()) {
    result.push_back(item.as_table());
  }
  return result;
}

void TomlTable::require(std::string_view key) {
  if (!has(key)) {
    faults_->add(table_->source(), fmt::format("{} lacks '{}'", name_, key));
  }
}

void TomlTable::fault(std::string_view key, std::string_view message) {
  const toml::node* node = table_->get(key);
  faults_->add(node == nullptr ? table_->source() : node->source(),
               fmt::format("'{}' in {}: {}", key, name_, message));
}

void TomlTable::finish() {
  for (const auto& [key, node] : *table_) {
    const std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) {
      continue;
    }
    const std::optional<std::string> near = nearest_name(name, known_);
    faults_->add(key.source(),
                 fmt::format("unknown key '{}' in {}{}", terminal_safe(name), name_,
                             near ? fmt::format("; did you mean '{}'?", *near) : std::string()));
  }
}

bool TomlTable::has(std::string_view key) const {
  return table_->contains(key);
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> names;
  for (const auto& [key, node] : *table_) {
    names.emplace_back(key.str());
  }
  return names;
}

}  // namespace perfgate
