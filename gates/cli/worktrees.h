// SPDX-License-Identifier: Apache-2.0
// Checkouts of other commits, built with the commands of perfgate.toml, for as long as they are
// measured.
#pragma once

#include <perfgate/config.h>
#include <perfgate/result.h>

#include <functional>
#include <string>
#include <vector>

namespace perfgate::cli {

class Worktrees {
 public:
  /// `notify` gets one line before each slow step; may be empty.
  Worktrees(const Config& config, bool keep, std::function<void(const std::string&)> notify);
  /// Removes the checkouts unless they are kept.
  ~Worktrees();
  Worktrees(const Worktrees&) = delete;
  Worktrees& operator=(const Worktrees&) = delete;

  /// Checks `ref` out below <runs_dir>/worktrees, runs [build] commands there, and returns the
  /// folder that corresponds to the folder of the config. A kept checkout of the same commit is
  /// used again. Errors: no git checkout, no such commit (kUsage), no [build] commands (kUsage), a
  /// command fails (kInput, with the end of its output), interrupted.
  /// `variant` is what {seed} becomes in the commands; every variant has a folder of its own.
  [[nodiscard]] Result<std::string> built(const std::string& ref, int variant = 0);

 private:
  [[nodiscard]] Result<std::string> git(std::vector<std::string> arguments) const;
  [[nodiscard]] Result<void> build_in(const std::string& folder, const std::string& log,
                                      int variant) const;

  const Config& config_;
  bool keep_;
  std::function<void(const std::string&)> notify_;
  std::vector<std::string> made_;
};

}  // namespace perfgate::cli
