// SPDX-License-Identifier: Apache-2.0
// Turns the place where parsing stopped into one short clause: what was found there and what was
// wanted. It splits the text into tokens up to that place; it builds no values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace perfgate::json_detail {

struct Fault {
  std::size_t offset = 0;  // byte in the text
  std::string what;
};

struct Stop {
  std::size_t read = 0;   // bytes read, the failing byte included; more than there are = at the end
  char container = 0;     // '[' or '{' when inside one, else 0
  bool complete = false;  // a whole value came before
};

[[nodiscard]] Fault explain_syntax(std::string_view text, const Stop& stop);

/// The number, read without error, that ends at `read` and does not fit into a double.
[[nodiscard]] Fault explain_range(std::string_view text, std::size_t read);

/// Start of the string literal whose closing quote is the last byte before `end`.
[[nodiscard]] std::size_t string_start(std::string_view text, std::size_t end);

/// "line:column" of a byte, both from 1; columns count bytes.
[[nodiscard]] std::string line_column(std::string_view text, std::size_t offset);

}  // namespace perfgate::json_detail
