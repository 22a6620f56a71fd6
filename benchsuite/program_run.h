// SPDX-License-Identifier: Apache-2.0
// Runs a bench program as a user does and keeps what it prints. Only for tests.
#pragma once

#include "criterion/test_files.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace benchsuite::test {

struct Output {
  int exit_code = -1;
  std::string text;  // stdout and stderr
};

inline Output run(const std::string& program, const std::string& arguments,
                  const std::string& environment = "BITNET_ISA=") {
  const std::string command =
      environment + " '" BENCHSUITE_PROGRAMS "/" + program + "' " + arguments + " 2>&1";
  Output output;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  std::size_t got = 0;
  while ((got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    output.text.append(buffer.data(), got);
  }
  const int status = pclose(pipe);
  REQUIRE(WIFEXITED(status));
  output.exit_code = WEXITSTATUS(status);
  return output;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::set<std::string> files_under(const std::filesystem::path& root) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) {
      files.insert(std::filesystem::relative(entry.path(), root).string());
    }
  }
  return files;
}

}  // namespace benchsuite::test
