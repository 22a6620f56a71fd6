// SPDX-License-Identifier: Apache-2.0
// Builds a value from parser events and stops at the first thing that we refuse although the
// grammar allows it: depth, repeated member names, too many values. It formats no messages.
#pragma once

#include <perfgate/json.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate::json_detail {

/// 64 MiB of numbers printed with full precision; bounds the memory of a file full of "[],".
inline constexpr std::size_t kMaxJsonValues = std::size_t{4} << 20;

/// A pointer into the text that reports how far the parser has read.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** reached) : at_(at), reached_(reached) {}

  reference operator*() const { return *at_; }

  Cursor& operator++() {
    *reached_ = ++at_;
    return *this;
  }

  Cursor operator++(int) {
    const Cursor old = *this;
    ++*this;
    return old;
  }

  bool operator==(const Cursor& other) const { return at_ == other.at_; }

  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

enum class Refusal { kNone, kSyntax, kNumberRange, kDepth, kDuplicate, kTooMany };

/// Receiver of nlohmann::json::sax_parse.
class Builder {  // NOLINT(bugprone-exception-escape): its move is nlohmann's, which only asserts
 public:
  Refusal refusal = Refusal::kNone;
  std::string name;          // kDuplicate: the member name
  std::size_t position = 0;  // kSyntax, kNumberRange: bytes read, the failing token included
  Json result;

  bool null() { return add(nullptr); }

  bool boolean(bool value) { return add(value); }

  bool number_integer(Json::number_integer_t value) { return add(value); }

  bool number_unsigned(Json::number_unsigned_t value) { return add(value); }

  bool number_float(Json::number_float_t value, const std::string& /*text*/) { return add(value); }

  bool string(std::string& value) { return add(std::move(value)); }

  bool binary(Json::binary_t& /*value*/) { return false; }  // never sent for text

  bool start_object(std::size_t /*size*/) { return open(Json::object()); }

  bool start_array(std::size_t /*size*/) { return open(Json::array()); }

  bool end_object() { return close(); }

  bool end_array() { return close(); }

  bool key(std::string& member);
  bool parse_error(std::size_t read, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& error);

  /// '[' or '{' while inside an array or object, 0 outside.
  [[nodiscard]] char container() const;

  [[nodiscard]] bool complete() const { return open_.empty() && values_ > 0; }

 private:
  bool add(Json value) { return place(std::move(value)) != nullptr; }

  Json* place(Json value);
  bool open(Json value);
  bool close();

  std::vector<Json*> open_;
  Json* member_ = nullptr;  // where the value of the last key goes
  std::size_t values_ = 0;
};

}  // namespace perfgate::json_detail
