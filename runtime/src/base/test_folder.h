// SPDX-License-Identifier: Apache-2.0
// A folder for one test, removed at its end. Only for tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace bitnet::runtime::testing {

class TestFolder {
 public:
  TestFolder() : root_((std::filesystem::temp_directory_path() / "bitnet-XXXXXX").string()) {
    if (::mkdtemp(root_.data()) == nullptr) {
      throw std::runtime_error("no temporary folder");
    }
  }

  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  [[nodiscard]] std::string path(const std::string& name = "") const {
    return name.empty() ? root_ : root_ + "/" + name;
  }

  void put(const std::string& name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
  }

  [[nodiscard]] std::string get(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  /// Number of entries, also hidden ones.
  [[nodiscard]] std::size_t entries() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(root_)) {
      count += entry.path().empty() ? 0U : 1U;
    }
    return count;
  }

 private:
  std::string root_;
};

}  // namespace bitnet::runtime::testing
