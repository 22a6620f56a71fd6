// SPDX-License-Identifier: Apache-2.0
// Sticky-error access to JSON members; see json_fields.h. Does no I/O.
#include "baseline/json_fields.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <cmath>

namespace perfgate {
namespace {

const Json kEmptyObject = Json::object();
const Json kEmptyArray = Json::array();
constexpr std::size_t kMaxQuotedBytes = 80;

}  // namespace

tl::unexpected<Error> data_error(std::string_view sentence) {
  return input_error(terminal_safe(sentence));
}

std::string quote_name(std::string_view name) {
  if (name.size() <= kMaxQuotedBytes) {
    return fmt::format("'{}'", terminal_safe(name));
  }
  return fmt::format("'{}...'", terminal_safe(name.substr(0, kMaxQuotedBytes)));
}

void ReadStatus::fail(std::string_view pointer, std::string_view what) {
  if (!ok()) {
    return;
  }
  sentence_ = pointer.empty() ? fmt::format("{}: {}", origin_, what)
                              : fmt::format("{}: {}: {}", origin_, pointer, what);
}

const char* kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::string:
      return "text";
    case Json::value_t::boolean:
      return "a boolean";
    default:
      return "a number";
  }
}

std::string element_pointer(const std::string& pointer, std::size_t index) {
  return fmt::format("{}/{}", pointer, index);
}

std::vector<double> read_numbers(const Json& value, const std::string& pointer,
                                 ReadStatus& status) {
  std::vector<double> numbers;
  if (!value.is_array()) {
    status.fail(pointer, fmt::format("found {}, wanted an array of numbers", kind_of(value)));
    return numbers;
  }
  numbers.reserve(value.size());
  for (const Json& element : value) {
    const double number = element.is_number() ? element.get<double>() : std::nan("");
    if (!std::isfinite(number)) {
      status.fail(element_pointer(pointer, numbers.size()),
                  fmt::format("found {}, wanted a finite number", kind_of(element)));
      return {};
    }
    numbers.push_back(number);
  }
  return numbers;
}

Fields::Fields(const Json& value, std::string pointer, ReadStatus& status)
    : object_(&value), pointer_(std::move(pointer)), status_(&status) {
  if (!value.is_object()) {
    status.fail(pointer_, fmt::format("found {}, wanted an object", kind_of(value)));
    object_ = &kEmptyObject;
  }
}

std::string Fields::pointer_of(std::string_view name) const {
  return fmt::format("{}/{}", pointer_, name);
}

void Fields::fail(std::string_view name, std::string_view what) const {
  status_->fail(pointer_of(name), what);
}

void Fields::wanted(const char* name, const Json* found, const char* what) const {
  if (found == nullptr && object_->contains(name)) {
    fail(name, fmt::format("found null, wanted {}", what));
  } else if (found == nullptr) {
    status_->fail(pointer_, fmt::format("member '{}' is missing, wanted {}", name, what));
  } else {
    fail(name, fmt::format("found {}, wanted {}", kind_of(*found), what));
  }
}

const Json* Fields::find(const char* name) const {
  const auto it = object_->find(name);
  return it == object_->end() || it->is_null() ? nullptr : &*it;
}

std::string Fields::text(const char* name) const {
  const Json* value = find(name);
  if (value == nullptr || !value->is_string()) {
    wanted(name, value, "text");
    return {};
  }
  return value->get<std::string>();
}

std::string Fields::text_or(const char* name, std::string_view fallback) const {
  return find(name) == nullptr ? std::string(fallback) : text(name);
}

double Fields::number(const char* name) const {
  const Json* value = find(name);
  const double number = value != nullptr && value->is_number() ? value->get<double>() : NAN;
  if (!std::isfinite(number)) {
    wanted(name, value, "a finite number");
    return 0;
  }
  return number;
}

std::optional<double> Fields::optional_number(const char* name) const {
  return find(name) == nullptr ? std::nullopt : std::optional<double>(number(name));
}

bool Fields::boolean_or(const char* name, bool fallback) const {
  const Json* value = find(name);
  if (value == nullptr) {
    return fallback;
  }
  if (!value->is_boolean()) {
    wanted(name, value, "true or false");
    return fallback;
  }
  return value->get<bool>();
}

const Json& Fields::array(const char* name) const {
  const Json* value = find(name);
  if (value == nullptr || !value->is_array()) {
    wanted(name, value, "an array");
    return kEmptyArray;
  }
  return *value;
}

const Json& Fields::array_or_empty(const char* name) const {
  return find(name) == nullptr ? kEmptyArray : array(name);
}

std::vector<double> Fields::numbers(const char* name) const {
  const Json* value = find(name);
  if (value == nullptr) {
    wanted(name, value, "an array of numbers");
    return {};
  }
  return read_numbers(*value, pointer_of(name), *status_);
}

std::vector<std::string> Fields::texts_or_empty(const char* name) const {
  std::vector<std::string> texts;
  for (const Json& element : array_or_empty(name)) {
    if (!element.is_string()) {
      fail(fmt::format("{}/{}", name, texts.size()),
           fmt::format("found {}, wanted text", kind_of(element)));
      return {};
    }
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::map<std::string, std::string> Fields::text_map(const char* name) const {
  std::map<std::string, std::string> texts;
  const Json* value = find(name);
  if (value == nullptr) {
    return texts;
  }
  if (!value->is_object()) {
    wanted(name, value, "an object of texts");
    return texts;
  }
  for (const auto& [key, element] : value->items()) {
    if (!element.is_string()) {
      fail(fmt::format("{}/{}", name, key), fmt::format("found {}, wanted text", kind_of(element)));
      return {};
    }
    texts.emplace(key, element.get<std::string>());
  }
  return texts;
}

}  // namespace perfgate
