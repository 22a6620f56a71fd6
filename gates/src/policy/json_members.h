// SPDX-License-Identifier: Apache-2.0
// Typed reading of the members of one JSON object. The first fault wins and is kept; later reads go
// on harmlessly. Unknown members are ignored.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfgate {

/// null for an absent or non-finite value.
[[nodiscard]] Json number_or_null(const std::optional<double>& value);

struct JsonFaults {
  std::string origin;
  std::optional<Error> first;

  void add(const std::string& where, const std::string& wanted);
};

class JsonMembers {
 public:
  /// `where` is the JSON pointer of `object`, "" for the document.
  JsonMembers(const Json& object, std::string where, JsonFaults& faults);

  void text(const char* name, std::string& out) const;
  void number(const char* name, double& out) const;
  void number(const char* name, std::optional<double>& out) const;  // null = absent value
  void flag(const char* name, bool& out) const;
  void count(const char* name, std::size_t& out) const;
  void whole(const char* name, std::uint64_t& out) const;
  void texts(const char* name, std::vector<std::string>& out) const;
  /// [lower, upper] or null.
  void interval(const char* name, std::optional<double>& lower, std::optional<double>& upper) const;
  void text_map(const char* name, std::map<std::string, std::string>& out) const;
  void number_map(const char* name, std::map<std::string, double>& out) const;
  void count_map(const char* name, std::map<std::string, std::size_t>& out) const;

  /// A name that `parse` turns into an optional value.
  template <typename Enum, typename Parse>
  void named(const char* name, Enum& out, Parse parse) const {
    std::string value;
    text(name, value);
    if (const std::optional<Enum> found = parse(value)) {
      out = *found;
    } else {
      faults_->add(where_ + "/" + name, "a known name");
    }
  }

  /// The member is there and not null; for members that older files lack.
  [[nodiscard]] bool has(const char* name) const;
  [[nodiscard]] JsonMembers object(const char* name) const;
  [[nodiscard]] std::vector<JsonMembers> objects(const char* name) const;

 private:
  const Json* find(const char* name, const char* wanted, bool (*fits)(const Json&)) const;

  const Json* object_;
  std::string where_;
  JsonFaults* faults_;
};

}  // namespace perfgate
