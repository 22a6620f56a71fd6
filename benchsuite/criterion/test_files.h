// SPDX-License-Identifier: Apache-2.0
// Test helpers: a folder that vanishes, whole-file reading, the schema check of a tree. Not part of
// any library.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdlib.h>  // mkdtemp is POSIX, not ISO C++
#include <string>
#include <system_error>

namespace benchsuite::test {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "benchsuite.XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }

  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.is_open(), path.string());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Runs validate_tree.py; where python3-jsonschema is missing, says so and passes.
inline void check_tree_against_schemas(const std::filesystem::path& tree) {
  const std::string source = BENCHSUITE_SOURCE_DIR;
  const std::string command = "python3 '" + source + "/benchsuite/criterion/validate_tree.py' '" +
                              source + "/schemas' '" + tree.string() + "'";
  const int status = std::system(command.c_str());
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127) {
    MESSAGE("schema check skipped: python3 with jsonschema is missing");
    return;
  }
  CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace benchsuite::test
