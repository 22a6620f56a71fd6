// SPDX-License-Identifier: Apache-2.0
// A JSON Schema turned into nodes that can be walked quickly. Keywords that our schemas do not use
// are left to the full validator (judge.h).
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <cstddef>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace perfgate::schema_detail {

enum Type : unsigned {
  kNull = 1,
  kBoolean = 2,
  kInteger = 4,
  kNumber = 8,
  kString = 16,
  kArray = 32,
  kObject = 64
};

struct Pattern {
  std::string text;
  std::regex regex;
};

struct Node {
  unsigned types = 0;         // of Type; 0 = any
  std::vector<Json> allowed;  // const and enum; empty = any
  std::optional<Pattern> pattern;
  std::size_t min_length = 0, min_items = 0;
  std::size_t max_items = std::numeric_limits<std::size_t>::max();
  std::optional<double> minimum, maximum, above, below;  // above, below: exclusive
  std::vector<std::string> required;
  std::map<std::string, const Node*, std::less<>> properties;
  const Node* other_members = nullptr;  // null: anything, unless closed
  const Node* member_names = nullptr;
  const Node* items = nullptr;
  std::vector<const Node*> alternatives;  // anyOf, oneOf
  bool closed = false;                    // additionalProperties: false
};

class SchemaTree {
 public:
  /// Errors: a reference that leads nowhere or outside, a bad pattern, a member of the wrong type.
  [[nodiscard]] static Result<SchemaTree> build(const Json& schema);

  [[nodiscard]] const Node& root() const { return *root_; }

 private:
  const Node* add(const Json& schema);
  const Node* follow(const std::string& reference);
  void fill(Node& node, const Json& schema);
  void fill_object(Node& node, const Json& schema);

  const Json* document_ = nullptr;  // only while building
  std::deque<Node> nodes_;          // addresses stay valid
  std::map<std::string, Node*> references_;
  const Node* root_ = nullptr;
};

}  // namespace perfgate::schema_detail
