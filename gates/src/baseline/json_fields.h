// SPDX-License-Identifier: Apache-2.0
// Reading members of JSON objects from outside. The first thing that is wrong is kept as one
// sentence (file, JSON pointer, found, wanted); every later read then gives a harmless default, so
// that a reader states its members in a row and asks once at the end. Knows no file format.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate {

/// An Error (kInput) whose text is safe to print: control characters of paths and names are made
/// visible.
[[nodiscard]] tl::unexpected<Error> data_error(std::string_view sentence);

/// 'name' for messages: control characters visible, cut at 80 bytes.
[[nodiscard]] std::string quote_name(std::string_view name);

/// First error of reading one document.
class ReadStatus {
 public:
  explicit ReadStatus(std::string origin) : origin_(std::move(origin)) {}

  void fail(std::string_view pointer, std::string_view what);

  [[nodiscard]] bool ok() const { return sentence_.empty(); }

  [[nodiscard]] tl::unexpected<Error> error() const { return data_error(sentence_); }

  [[nodiscard]] const std::string& origin() const { return origin_; }

 private:
  std::string origin_;
  std::string sentence_;
};

/// "a number", "text", "null", ... for messages.
[[nodiscard]] const char* kind_of(const Json& value);

/// An array of finite numbers; fails at the first element that is none.
[[nodiscard]] std::vector<double> read_numbers(const Json& value, const std::string& pointer,
                                               ReadStatus& status);

/// One JSON object. Absent and null members are the same. Borrowed: `value` and `status` outlive
/// it.
class Fields {
 public:
  Fields(const Json& value, std::string pointer, ReadStatus& status);

  [[nodiscard]] const Json* find(const char* name) const;
  [[nodiscard]] std::string text(const char* name) const;
  [[nodiscard]] std::string text_or(const char* name, std::string_view fallback) const;
  [[nodiscard]] double number(const char* name) const;
  [[nodiscard]] std::optional<double> optional_number(const char* name) const;
  [[nodiscard]] bool boolean_or(const char* name, bool fallback) const;
  /// A required array; an empty one after a failure.
  [[nodiscard]] const Json& array(const char* name) const;
  /// As array(), but absent is empty.
  [[nodiscard]] const Json& array_or_empty(const char* name) const;
  [[nodiscard]] std::vector<double> numbers(const char* name) const;
  [[nodiscard]] std::vector<std::string> texts_or_empty(const char* name) const;
  /// Object of strings; absent is empty.
  [[nodiscard]] std::map<std::string, std::string> text_map(const char* name) const;

  [[nodiscard]] std::string pointer_of(std::string_view name) const;
  void fail(std::string_view name, std::string_view what) const;

 private:
  void wanted(const char* name, const Json* found, const char* what) const;

  const Json* object_;
  std::string pointer_;
  ReadStatus* status_;
};

/// Pointer of element `index` below `pointer`.
[[nodiscard]] std::string element_pointer(const std::string& pointer, std::size_t index);

}  // namespace perfgate
