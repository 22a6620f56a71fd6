// SPDX-License-Identifier: Apache-2.0
// Reading with types checked before every access: nlohmann never gets to throw.
#include "policy/json_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace perfgate {
namespace {

const Json& empty_object() {
  static const Json kEmpty = Json::object();
  return kEmpty;
}

bool is_text(const Json& value) {
  return value.is_string();
}

bool is_number(const Json& value) {
  return value.is_number();
}

bool is_number_or_null(const Json& value) {
  return value.is_number() || value.is_null();
}

bool is_flag(const Json& value) {
  return value.is_boolean();
}

bool is_count(const Json& value) {
  return value.is_number_unsigned() ||
         (value.is_number_integer() && value.get<std::int64_t>() >= 0);
}

bool is_object(const Json& value) {
  return value.is_object();
}

bool is_text_list(const Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), is_text);
}

bool is_object_list(const Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), is_object);
}

bool is_interval(const Json& value) {
  return value.is_null() || (value.is_array() && value.size() == 2 &&
                             std::all_of(value.begin(), value.end(), is_number_or_null));
}

bool is_text_map(const Json& value) {
  return value.is_object() && std::all_of(value.begin(), value.end(), is_text);
}

bool is_number_map(const Json& value) {
  return value.is_object() && std::all_of(value.begin(), value.end(), is_number);
}

bool is_count_map(const Json& value) {
  return value.is_object() && std::all_of(value.begin(), value.end(), is_count);
}

std::optional<double> optional_number(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

}  // namespace

Json number_or_null(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

void JsonFaults::add(const std::string& where, const std::string& wanted) {
  if (!first) {
    first = Error{ExitCode::kInput, fmt::format("{}: {} is missing or not {}", origin,
                                                where.empty() ? "the document" : where, wanted)};
  }
}

JsonMembers::JsonMembers(const Json& object, std::string where, JsonFaults& faults)
    : object_(&object), where_(std::move(where)), faults_(&faults) {
  if (!object.is_object()) {
    faults.add(where_, "an object");
    object_ = &empty_object();
  }
}

const Json* JsonMembers::find(const char* name, const char* wanted,
                              bool (*fits)(const Json&)) const {
  const auto found = object_->find(name);
  if (found == object_->end() || !fits(*found)) {
    faults_->add(where_ + "/" + name, wanted);
    return nullptr;
  }
  return &*found;
}

void JsonMembers::text(const char* name, std::string& out) const {
  if (const Json* value = find(name, "text", is_text)) {
    out = value->get<std::string>();
  }
}

void JsonMembers::number(const char* name, double& out) const {
  if (const Json* value = find(name, "a number", is_number)) {
    out = value->get<double>();
  }
}

void JsonMembers::number(const char* name, std::optional<double>& out) const {
  if (const Json* value = find(name, "a number or null", is_number_or_null)) {
    out = optional_number(*value);
  }
}

void JsonMembers::flag(const char* name, bool& out) const {
  if (const Json* value = find(name, "true or false", is_flag)) {
    out = value->get<bool>();
  }
}

void JsonMembers::count(const char* name, std::size_t& out) const {
  if (const Json* value = find(name, "a count", is_count)) {
    out = value->get<std::size_t>();
  }
}

void JsonMembers::whole(const char* name, std::uint64_t& out) const {
  if (const Json* value = find(name, "a whole number", is_count)) {
    out = value->get<std::uint64_t>();
  }
}

void JsonMembers::texts(const char* name, std::vector<std::string>& out) const {
  if (const Json* value = find(name, "a list of texts", is_text_list)) {
    out = value->get<std::vector<std::string>>();
  }
}

void JsonMembers::interval(const char* name, std::optional<double>& lower,
                           std::optional<double>& upper) const {
  const Json* value = find(name, "an interval or null", is_interval);
  if (value != nullptr && value->is_array()) {
    lower = optional_number((*value)[0]);
    upper = optional_number((*value)[1]);
  }
}

void JsonMembers::text_map(const char* name, std::map<std::string, std::string>& out) const {
  if (const Json* value = find(name, "an object of texts", is_text_map)) {
    out = value->get<std::map<std::string, std::string>>();
  }
}

void JsonMembers::number_map(const char* name, std::map<std::string, double>& out) const {
  if (const Json* value = find(name, "an object of numbers", is_number_map)) {
    out = value->get<std::map<std::string, double>>();
  }
}

void JsonMembers::count_map(const char* name, std::map<std::string, std::size_t>& out) const {
  if (const Json* value = find(name, "an object of counts", is_count_map)) {
    out = value->get<std::map<std::string, std::size_t>>();
  }
}

bool JsonMembers::has(const char* name) const {
  const auto found = object_->find(name);
  return found != object_->end() && !found->is_null();
}

JsonMembers JsonMembers::object(const char* name) const {
  const Json* value = find(name, "an object", is_object);
  return {value == nullptr ? empty_object() : *value, where_ + "/" + name, *faults_};
}

std::vector<JsonMembers> JsonMembers::objects(const char* name) const {
  std::vector<JsonMembers> result;
  if (const Json* value = find(name, "a list of objects", is_object_list)) {
    for (std::size_t i = 0; i < value->size(); ++i) {
      result.emplace_back((*value)[i], fmt::format("{}/{}/{}", where_, name, i), *faults_);
    }
  }
  return result;
}

}  // namespace perfgate
