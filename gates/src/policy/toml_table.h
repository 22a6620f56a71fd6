// SPDX-License-Identifier: Apache-2.0
// Typed reading of one TOML table. The first fault wins and is kept as an Error with
// path:line:column; later reads go on harmlessly. Every key that was asked for is known; finish()
// turns any other key into a fault with the nearest known one.
#pragma once

#include <perfgate/result.h>

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate {

/// Where faults of one file go.
struct TomlFaults {
  std::string path;
  std::optional<Error> first;

  void add(const toml::source_region& place, std::string_view message);
};

class TomlTable {
 public:
  /// `name` as users write it: "[policy]", "[[slo]]".
  TomlTable(const toml::table& table, std::string name, TomlFaults& faults);

  struct Range {
    double low = 0, high = 0;
    bool open = false;  // the ends themselves are not allowed
  };

  // Each leaves `out` as it is when the key is absent or wrong.
  void number(std::string_view key, double& out, Range range);
  void integer(std::string_view key, std::int64_t& out, std::int64_t low, std::int64_t high);
  void text(std::string_view key, std::string& out);
  void choice(std::string_view key, std::string& out, const std::vector<std::string>& allowed);
  void texts(std::string_view key, std::vector<std::string>& out);
  /// An array of arrays of texts.
  void text_lists(std::string_view key, std::vector<std::vector<std::string>>& out);
  void flag(std::string_view key, bool& out);
  /// YYYY-MM-DD as text or as a TOML date.
  void date(std::string_view key, std::string& out);

  /// Sub-table `key`, or null.
  [[nodiscard]] const toml::table* table(std::string_view key);
  /// Array of tables `key`; empty when absent.
  [[nodiscard]] std::vector<const toml::table*> tables(std::string_view key);

  /// A fault when `key` is absent.
  void require(std::string_view key);
  /// Adds a fault at `key`, or at the table if the key is absent.
  void fault(std::string_view key, std::string_view message);
  /// Unknown keys become a fault.
  void finish();

  [[nodiscard]] bool has(std::string_view key) const;
  /// Names of all keys, for tables whose keys are free.
  [[nodiscard]] std::vector<std::string> keys() const;

 private:
  const toml::node* find(std::string_view key);
  bool checked_text(const toml::node& node, std::string_view key, std::string& out);
  void wrong_type(const toml::node& node, std::string_view key, const char* wanted);

  const toml::table* table_;
  std::string name_;
  TomlFaults* faults_;
  std::vector<std::string> known_;
};

}  // namespace perfgate
