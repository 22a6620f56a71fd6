// SPDX-License-Identifier: Apache-2.0
// Results of two runs in one folder would be read as one run, hence the insistence on an empty one.
#include "runner/out_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace perfgate::runner_detail {
namespace fs = std::filesystem;

namespace {

[[nodiscard]] tl::unexpected<Error> cannot(const fs::path& path, const std::error_code& error) {
  return input_error(
      fmt::format("{}: cannot make the run folder: {}", path.string(), error.message()));
}

}  // namespace

Result<void> claim_folder(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_directory(status)) {
    return input_error(fmt::format("{}: a run needs a folder, and this is not one", path));
  }
  fs::create_directories(path, error);
  if (error) {
    return cannot(path, error);
  }
  const bool empty = fs::is_empty(path, error);
  if (error) {
    return cannot(path, error);
  }
  if (!empty) {
    return input_error(
        fmt::format("{}: the run folder is not empty; name another with --out or remove it", path));
  }
  if (::access(path.c_str(), W_OK | X_OK) != 0) {
    return input_error(fmt::format("{}: the run folder is not writable", path));
  }
  return {};
}

Result<std::string> claim_default_folder(const std::string& runs_dir, const std::string& now,
                                         const std::string& commit) {
  std::string name = now;  // 2026-11-20T09:16:10Z -> 20261120T091610Z: sorts, and needs no quoting
  std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
  if (!commit.empty()) {
    name += "-" + commit.substr(0, 7);
  }
  std::error_code error;
  fs::create_directories(runs_dir, error);
  if (error) {
    return cannot(runs_dir, error);
  }
  constexpr int kMaxTries = 1000;
  for (int i = 1; i <= kMaxTries; ++i) {
    const fs::path path = fs::path(runs_dir) / (i == 1 ? name : fmt::format("{}-{}", name, i));
    if (fs::create_directory(path, error)) {  // atomic: two runs never share one
      return path.string();
    }
    if (error) {
      return cannot(path, error);
    }
  }
  return input_error(fmt::format("{}/{}: this name and {} numbered ones are taken", runs_dir, name,
                                 kMaxTries - 1));
}

}  // namespace perfgate::runner_detail
