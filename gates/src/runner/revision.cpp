// SPDX-License-Identifier: Apache-2.0
// Asks git itself: work trees, submodules and packed refs are its business. No git is no error:
// then the run has no commit.
#include "runner/revision.h"

#include <perfgate/runner.h>

#include <string_view>
#include <vector>

namespace perfgate::runner_detail {
namespace {

constexpr double kTimeout = 20;  // seconds; a status over a cold network disk is slow

[[nodiscard]] bool git(const std::vector<std::string>& arguments, const std::string& directory,
                       std::string& output) {
  std::vector<std::string> argv = {"git", "--no-optional-locks"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const auto result = run_process(argv, directory, kTimeout, "", &output);
  return result && result->exit_code == 0;
}

}  // namespace

Revision git_revision(const std::string& directory) {
  Revision revision;
  std::string head;
  if (!git({"rev-parse", "--verify", "HEAD"}, directory, head)) {
    return revision;
  }
  while (!head.empty() && head.back() == '\n') {
    head.pop_back();
  }
  const bool is_hash = (head.size() == 40 || head.size() == 64) &&
                       head.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_hash) {
    return revision;
  }
  revision.commit = head;
  std::string changes;
  // Unknown counts as dirty: a clean flag that is wrong would vouch for numbers of another source.
  revision.dirty = !git({"status", "--porcelain", "--untracked-files=no"}, directory, changes) ||
                   !changes.empty();
  return revision;
}

}  // namespace perfgate::runner_detail
