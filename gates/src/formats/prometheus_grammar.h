// SPDX-License-Identifier: Apache-2.0
// For tests: the line grammar of the Prometheus text format 0.0.4, and its rules about families.
#pragma once

#include <doctest/doctest.h>

#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace perfgate::formats_test {

/// Checks every line; returns the names of the families.
inline std::set<std::string> check_prometheus(const std::string& text) {
  static const std::regex kHelp("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\\\\\n]+");
  static const std::regex kType("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) gauge");
  static const std::regex kSample(
      "([a-zA-Z_:][a-zA-Z0-9_:]*)"
      "(\\{[a-z_]+=\"([^\"\\\\]|\\\\[\\\\\"n])*\"(,[a-z_]+=\"([^\"\\\\]|\\\\[\\\\\"n])*\")*\\})? "
      "(NaN|[+-]Inf|-?[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?)");
  std::set<std::string> families;
  std::set<std::string> series;
  std::string family;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    CAPTURE(line);
    std::smatch found;
    if (std::regex_match(line, found, kHelp)) {
      family = found[1];
      CHECK(families.insert(family).second);  // a family stands in one place
    } else if (std::regex_match(line, found, kType)) {
      CHECK(found[1] == family);
    } else {
      const bool is_sample = std::regex_match(line, found, kSample);
      REQUIRE(is_sample);
      CHECK(found[1] == family);
      CHECK(series.insert(line.substr(0, line.rfind(' '))).second);
    }
  }
  CHECK((text.empty() || text.back() == '\n'));
  return families;
}

}  // namespace perfgate::formats_test
