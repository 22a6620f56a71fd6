// SPDX-License-Identifier: Apache-2.0
// For tests: a temporary folder with files, removed at the end, and Criterion measurements in it.
#pragma once

#include "baseline/text_part.h"

#include <perfgate/result.h>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace perfgate::test {

class TempTree {
 public:
  TempTree() {
    std::string name = base() + "/perfgate-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }

  TempTree(const TempTree&) = delete;
  TempTree& operator=(const TempTree&) = delete;

  ~TempTree() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] std::string at(const std::string& name) const { return path_ + "/" + name; }

  std::string write(const std::string& name, std::string_view text) const {
    std::string path = at(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    REQUIRE_MESSAGE(file.good(), path);
    return path;
  }

  /// <folder>/<set>/{sample,benchmark}.json; times in ns for one iteration each.
  void write_benchmark(const std::string& folder, const std::vector<double>& times,
                       const std::string& set = "new", const std::string& below = "") const {
    const std::vector<double> iters(times.size(), 1.0);
    const std::string base = below + folder + "/" + set + "/";
    write(base + "sample.json",
          fmt::format(R"({{"sampling_mode":"Flat","iters":[{}],"times":[{}]}})",
                      fmt::join(iters, ","), fmt::join(times, ",")));
    write(base + "benchmark.json",
          fmt::format(R"({{"group_id":"g","function_id":null,"value_str":null,"throughput":null,)"
                      R"("full_id":"{0}","directory_name":"{0}","title":"{0}"}})",
                      folder));
  }

 private:
  /// Memory rather than disk where there is one: some cases need thousands of files.
  static std::string base() {
    const bool memory = std::getenv("TMPDIR") == nullptr && ::access("/dev/shm", W_OK | X_OK) == 0;
    return memory ? "/dev/shm" : std::filesystem::temp_directory_path().string();
  }

  std::string path_;
};

/// The message of a failed result; fails the test if there is none.
template <typename T>
std::string message_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  // One sentence: nothing that would break the line it is printed on.
  CHECK(result.error().message.find('\n') == std::string::npos);
  return result.error().message;
}

}  // namespace perfgate::test
