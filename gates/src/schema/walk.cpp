// SPDX-License-Identifier: Apache-2.0
// See walk.h. The pointer is put together on the way back, so a value that fits costs no memory.
#include "schema/walk.h"

#include <perfgate/text.h>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace perfgate::schema_detail {
namespace {

constexpr std::size_t kShownBytes = 60;
// std::regex recurses once per character; longer texts than any of ours could exhaust the stack.
constexpr std::size_t kMaxMatchedBytes = 512;

using Found = std::optional<Misfit>;

/// The type bits that a value satisfies.
unsigned types_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return kNull;
    case Json::value_t::boolean:
      return kBoolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kInteger | kNumber;
    case Json::value_t::number_float:
      return kNumber;
    case Json::value_t::string:
      return kString;
    case Json::value_t::array:
      return kArray;
    case Json::value_t::object:
      return kObject;
    default:
      return 0;
  }
}

std::string type_names(unsigned types) {
  static constexpr std::pair<Type, const char*> kNames[] = {
      {kNull, "null"},       {kBoolean, "true or false"}, {kInteger, "an integer"},
      {kNumber, "a number"}, {kString, "a text"},         {kArray, "an array"},
      {kObject, "an object"}};
  std::string names;
  for (const auto& [type, name] : kNames) {
    if ((types & type) != 0) {
      names += names.empty() ? std::string(name) : fmt::format(" or {}", name);
    }
  }
  return names;
}

std::string show(const Json& value) {
  if (value.is_array()) {
    return fmt::format("an array of {}", value.size());
  }
  if (value.is_object()) {
    return "an object";
  }
  if (value.is_string() && value.get_ref<const std::string&>().size() > kShownBytes) {
    return fmt::format("a text of {} bytes", value.get_ref<const std::string&>().size());
  }
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

Found misfit(std::string what) {
  return Misfit{"", std::move(what)};
}

Found below(const std::string& step, Found found) {
  if (!found) {
    return found;
  }
  std::string escaped;
  for (const char c : step) {
    escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  found->pointer = "/" + escaped + found->pointer;
  return found;
}

Found check_allowed(const Json& value, const Node& node) {
  if (node.allowed.empty() ||
      std::find(node.allowed.begin(), node.allowed.end(), value) != node.allowed.end()) {
    return std::nullopt;
  }
  std::vector<std::string> choices;
  for (const Json& choice : node.allowed) {
    choices.push_back(show(choice));
  }
  return misfit(fmt::format("found {}, wanted {}", show(value), fmt::join(choices, " or ")));
}

Found check_number(const Json& value, const Node& node) {
  const auto number = value.get<double>();
  const auto wanted = [&](const char* relation, double limit) {
    return misfit(fmt::format("found {}, wanted a number {} {}", show(value), relation, limit));
  };
  if (node.minimum && !(number >= *node.minimum)) {
    return wanted("of at least", *node.minimum);
  }
  if (node.maximum && !(number <= *node.maximum)) {
    return wanted("of at most", *node.maximum);
  }
  if (node.above && !(number > *node.above)) {
    return wanted("above", *node.above);
  }
  if (node.below && !(number < *node.below)) {
    return wanted("below", *node.below);
  }
  return std::nullopt;
}

Found check_text(const Json& value, const Node& node) {
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() < node.min_length) {
    return misfit(text.empty() ? "found an empty text"
                               : fmt::format("found {}, too short", show(value)));
  }
  if (node.pattern &&
      (text.size() > kMaxMatchedBytes || !std::regex_search(text, node.pattern->regex))) {
    return misfit(fmt::format("found {}, wanted text like {}", show(value), node.pattern->text));
  }
  return std::nullopt;
}

Found check_array(const Json& value, const Node& node) {
  if (value.size() < node.min_items) {
    return misfit(fmt::format("found {}, wanted at least {}", show(value), node.min_items));
  }
  if (value.size() > node.max_items) {
    return misfit(fmt::format("found {}, wanted at most {}", show(value), node.max_items));
  }
  for (std::size_t i = 0; node.items != nullptr && i < value.size(); ++i) {
    if (Found found = first_misfit(value[i], *node.items)) {
      return below(std::to_string(i), std::move(found));
    }
  }
  return std::nullopt;
}

std::string unknown_member(const std::string& name, const Node& node) {
  std::vector<std::string> known;
  for (const auto& [member, schema] : node.properties) {
    known.push_back(member);
  }
  const auto nearest = nearest_name(name, known);
  return fmt::format("unknown member {}{}", show(name),
                     nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "");
}

Found check_member(const std::string& name, const Json& member, const Node& node) {
  if (node.member_names != nullptr) {
    if (Found found = first_misfit(Json(name), *node.member_names)) {
      return misfit("member name: " + found->what);
    }
  }
  if (const auto known = node.properties.find(name); known != node.properties.end()) {
    return below(name, first_misfit(member, *known->second));
  }
  if (node.closed) {
    return misfit(unknown_member(name, node));
  }
  return node.other_members == nullptr ? std::nullopt
                                       : below(name, first_misfit(member, *node.other_members));
}

Found check_object(const Json& value, const Node& node) {
  for (const std::string& name : node.required) {
    if (!value.contains(name)) {
      return misfit(fmt::format("member \"{}\" is missing", name));
    }
  }
  for (auto member = value.begin(); member != value.end(); ++member) {
    if (Found found = check_member(member.key(), member.value(), node)) {
      return found;
    }
  }
  return std::nullopt;
}

/// None of the alternatives fits: the complaint of the one that got furthest into the value.
Found check_alternatives(const Json& value, const Node& node) {
  Found deepest;
  for (const Node* alternative : node.alternatives) {
    Found found = first_misfit(value, *alternative);
    if (!found) {
      return std::nullopt;
    }
    if (!deepest || found->pointer.size() > deepest->pointer.size()) {
      deepest = std::move(found);
    }
  }
  return deepest;
}

}  // namespace

Found first_misfit(const Json& value, const Node& node) {
  if (node.types != 0 && (types_of(value) & node.types) == 0) {
    return misfit(fmt::format("found {}, wanted {}", show(value), type_names(node.types)));
  }
  if (Found found = check_allowed(value, node)) {
    return found;
  }
  if (!node.alternatives.empty()) {
    if (Found found = check_alternatives(value, node)) {
      return found;
    }
  }
  if (value.is_number()) {
    return check_number(value, node);
  }
  if (value.is_string()) {
    return check_text(value, node);
  }
  if (value.is_array()) {
    return check_array(value, node);
  }
  return value.is_object() ? check_object(value, node) : std::nullopt;
}

}  // namespace perfgate::schema_detail
