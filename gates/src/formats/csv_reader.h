// SPDX-License-Identifier: Apache-2.0
// For tests: CSV as the grammar of RFC 4180 reads it; a text that breaks it fails the test.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace perfgate::formats_test {

inline std::string quoted_field(const std::string& text, std::size_t& at) {
  std::string field;
  for (++at; at < text.size(); ++at) {
    if (text[at] != '"') {
      field += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '"') {
      field += text[at++];
    } else {
      break;
    }
  }
  REQUIRE(at < text.size());  // the closing quote
  ++at;
  return field;
}

inline std::string plain_field(const std::string& text, std::size_t& at) {
  const std::size_t start = at;
  while (at < text.size() && text[at] != ',' && text[at] != '\r' && text[at] != '\n') {
    REQUIRE(text[at] != '"');
    ++at;
  }
  return text.substr(start, at - start);
}

inline std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> records;
  for (std::size_t at = 0; at < text.size();) {
    records.emplace_back();
    for (bool more = true; more;) {
      records.back().push_back(text[at] == '"' ? quoted_field(text, at) : plain_field(text, at));
      REQUIRE(at < text.size());
      more = text[at] == ',';
      at += more ? 1U : 0U;
    }
    REQUIRE(text.compare(at, 2, "\r\n") == 0);
    at += 2;
  }
  return records;
}

}  // namespace perfgate::formats_test
