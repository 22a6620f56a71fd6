// SPDX-License-Identifier: Apache-2.0
// Golden files of the tests: compared byte by byte; written anew when PERFGATE_UPDATE_GOLDEN is
// set, so that a change of wording is reviewed as a diff.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace perfgate::golden {

inline void check(const std::string& name, const std::string& text) {
  const std::string path = std::string(PERFGATE_SOURCE_DIR) + "/gates/testdata/" + name;
  if (std::getenv("PERFGATE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string wanted((std::istreambuf_iterator<char>(file)), {});
  INFO(path);
  CHECK(text == wanted);
}

}  // namespace perfgate::golden
