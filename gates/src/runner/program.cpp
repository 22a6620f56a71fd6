// SPDX-License-Identifier: Apache-2.0
// Looks a program up as exec will do it. It does not run it: a program that is there but broken
// shows in its first process.
#include "runner/program.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace perfgate::runner_detail {
namespace fs = std::filesystem;

namespace {

[[nodiscard]] bool is_executable_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

[[nodiscard]] Result<void> search_path(const std::string& name) {
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable == nullptr ? "/usr/bin:/bin" : variable;
  while (true) {
    const std::size_t colon = rest.find(':');
    const std::string_view folder = rest.substr(0, colon);
    if (is_executable_file(fs::path(folder.empty() ? "." : folder) / name)) {
      return {};
    }
    if (colon == std::string_view::npos) {
      return input_error(fmt::format(
          "program '{}' is not in PATH; write a path with '/' if it lies beside the config", name));
    }
    rest.remove_prefix(colon + 1);
  }
}

}  // namespace

Result<void> check_program(const std::string& name, const std::string& directory) {
  if (name.empty()) {
    return input_error("a suite's program name is empty");
  }
  if (name.find('/') == std::string::npos) {
    return search_path(name);
  }
  const fs::path path = fs::path(directory) / name;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return input_error(fmt::format("{}: program not found; build it first", path.string()));
  }
  if (status.type() == fs::file_type::none) {
    return input_error(fmt::format("{}: {}", path.string(), error.message()));
  }
  if (status.type() != fs::file_type::regular) {
    return input_error(fmt::format("{}: not a program but another kind of file", path.string()));
  }
  if (!is_executable_file(path)) {
    return input_error(fmt::format("{}: not executable; chmod +x it", path.string()));
  }
  return {};
}

}  // namespace perfgate::runner_detail
