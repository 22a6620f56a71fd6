// SPDX-License-Identifier: Apache-2.0
// See schema_tree.h. A schema is part of the program, so faults in it are reported, not explained.
#include "schema/schema_tree.h"

#include <fmt/core.h>

#include <exception>
#include <stdexcept>

namespace perfgate::schema_detail {
namespace {

Type type_from_name(const std::string& name) {
  static const std::map<std::string, Type> kTypes = {
      {"null", kNull},     {"boolean", kBoolean}, {"integer", kInteger}, {"number", kNumber},
      {"string", kString}, {"array", kArray},     {"object", kObject}};
  return kTypes.at(name);
}

std::optional<double> number_of(const Json& schema, const char* name) {
  const auto at = schema.find(name);
  return at == schema.end() ? std::nullopt : std::optional(at->get<double>());
}

}  // namespace

Result<SchemaTree> SchemaTree::build(const Json& schema) {
  try {
    SchemaTree tree;
    tree.document_ = &schema;
    tree.root_ = tree.add(schema);
    tree.document_ = nullptr;
    return tree;
  } catch (const std::exception& error) {  // nlohmann, regex, unknown type
    return input_error(fmt::format("unusable schema: {}", error.what()));
  }
}

const Node* SchemaTree::add(const Json& schema) {
  if (const auto at = schema.find("$ref"); at != schema.end()) {
    return follow(at->get<std::string>());  // draft 7: members beside $ref do not count
  }
  Node& node = nodes_.emplace_back();
  fill(node, schema);
  return &node;
}

const Node* SchemaTree::follow(const std::string& reference) {
  if (reference.empty() || reference.front() != '#') {
    throw std::invalid_argument("reference to another document: " + reference);
  }
  if (const auto known = references_.find(reference); known != references_.end()) {
    return known->second;
  }
  const Json& target = document_->at(Json::json_pointer(reference.substr(1)));
  Node& node = nodes_.emplace_back();
  references_[reference] = &node;  // before filling: a schema may contain itself
  fill(node, target);
  return &node;
}

void SchemaTree::fill(Node& node, const Json& schema) {
  if (const auto at = schema.find("type"); at != schema.end()) {
    for (const Json& type : at->is_array() ? *at : Json::array({*at})) {
      node.types |= type_from_name(type.get<std::string>());
    }
  }
  if (const auto at = schema.find("const"); at != schema.end()) {
    node.allowed = {*at};
  } else {
    node.allowed = schema.value("enum", std::vector<Json>());
  }
  if (const auto at = schema.find("pattern"); at != schema.end()) {
    const auto text = at->get<std::string>();
    node.pattern = Pattern{text, std::regex(text, std::regex::ECMAScript | std::regex::optimize)};
  }
  node.min_length = schema.value("minLength", node.min_length);
  node.min_items = schema.value("minItems", node.min_items);
  node.max_items = schema.value("maxItems", node.max_items);
  node.minimum = number_of(schema, "minimum");
  node.maximum = number_of(schema, "maximum");
  node.above = number_of(schema, "exclusiveMinimum");
  node.below = number_of(schema, "exclusiveMaximum");
  for (const char* keyword : {"anyOf", "oneOf"}) {
    for (const Json& choice : schema.value(keyword, Json::array())) {
      node.alternatives.push_back(add(choice));
    }
  }
  if (const auto at = schema.find("items"); at != schema.end() && at->is_object()) {
    node.items = add(*at);
  }
  fill_object(node, schema);
}

void SchemaTree::fill_object(Node& node, const Json& schema) {
  node.required = schema.value("required", node.required);
  const Json members = schema.value("properties", Json::object());
  for (const auto& [name, member] : members.items()) {
    node.properties[name] = add(member);
  }
  if (const auto at = schema.find("additionalProperties"); at != schema.end()) {
    node.closed = at->is_boolean() && !at->get<bool>();
    node.other_members = at->is_object() ? add(*at) : nullptr;
  }
  if (const auto at = schema.find("propertyNames"); at != schema.end()) {
    node.member_names = add(*at);
  }
}

}  // namespace perfgate::schema_detail
