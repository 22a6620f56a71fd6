// SPDX-License-Identifier: Apache-2.0
// git worktree does the checkouts: no second clone, and nothing in the user's own files moves.
#include "worktrees.h"

#include "verbs.h"

#include <perfgate/files.h>
#include <perfgate/runner.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace perfgate::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kGitSeconds = 600;  // a checkout on a cold disk
constexpr const char* kStamp = ".perfgate-built";
constexpr std::size_t kCommitDigits = 12;

std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.pop_back();
  }
  const std::size_t at = text.find_last_of('\n');
  return at == std::string::npos ? text : text.substr(at + 1);
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

std::vector<std::string> with_seed(std::vector<std::string> command, int variant) {
  constexpr std::string_view kSeed = "{seed}";
  const std::string value = std::to_string(variant);
  for (std::string& word : command) {
    for (std::size_t at = word.find(kSeed); at != std::string::npos;
         at = word.find(kSeed, at + value.size())) {
      word.replace(at, kSeed.size(), value);
    }
  }
  return command;
}

}  // namespace

Worktrees::Worktrees(const Config& config, bool keep,
                     std::function<void(const std::string&)> notify)
    : config_(config), keep_(keep), notify_(std::move(notify)) {}

Worktrees::~Worktrees() {
  for (const std::string& folder : made_) {
    if (!keep_) {
      [[maybe_unused]] const auto removed = git({"worktree", "remove", "--force", folder});
    }
  }
}

Result<std::string> Worktrees::git(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "git");
  std::string output;
  const auto result = run_process(arguments, config_.directory, kGitSeconds, "", &output);
  if (!result) {
    return tl::unexpected(result.error());
  }
  if (result->exit_code != 0) {
    return input_error(fmt::format("git {}: {}", arguments.at(1), last_line(result->output_tail)));
  }
  return trimmed(output);
}

Result<void> Worktrees::build_in(const std::string& folder, const std::string& log,
                                 int variant) const {
  for (const std::vector<std::string>& words : config_.build.commands) {
    const std::vector<std::string> command = with_seed(words, variant);
    const std::string shown = fmt::format("{}", fmt::join(command, " "));
    if (notify_) {
      notify_(fmt::format("in {}: {}", folder, shown));
    }
    const auto result = run_process(command, folder, config_.build.timeout_s, log, nullptr);
    if (!result) {
      return tl::unexpected(result.error());
    }
    if (result->timed_out) {
      return input_error(
          fmt::format("'{}' did not end within {:g} s", shown, config_.build.timeout_s));
    }
    if (result->exit_code != 0) {
      return input_error(fmt::format("'{}' failed in {} ({}); see {}", shown, folder,
                                     last_line(result->output_tail), log));
    }
  }
  return {};
}

Result<std::string> Worktrees::built(const std::string& ref, int variant) {
  if (config_.build.commands.empty()) {
    return usage_error("building a commit needs [build] commands in perfgate.toml");
  }
  const auto commit =
      git({"rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}"});
  if (!commit) {
    return usage_error(fmt::format("'{}' is no commit of {}", ref, config_.directory));
  }
  const auto prefix = git({"rev-parse", "--show-prefix"});
  if (!prefix) {
    return tl::unexpected(prefix.error());
  }
  const std::string root = fs::absolute(config_path(config_, config_.runs_dir) + "/worktrees")
                               .lexically_normal()
                               .string();
  const std::string folder = root + "/" + commit->substr(0, kCommitDigits) +
                             (variant == 0 ? std::string() : fmt::format("-{}", variant));
  const std::string work = (fs::path(folder) / *prefix).lexically_normal().string();
  std::error_code error;
  if (fs::exists(fs::path(folder) / kStamp, error)) {
    return work;
  }
  if (fs::exists(folder, error)) {  // a build that was cut short
    [[maybe_unused]] const auto removed = git({"worktree", "remove", "--force", folder});
  }
  fs::create_directories(root, error);
  const auto added = git({"worktree", "add", "--detach", "--force", folder, *commit});
  if (!added) {
    return tl::unexpected(added.error());
  }
  made_.push_back(folder);
  if (auto done = build_in(work, folder + ".log", variant); !done) {
    return tl::unexpected(done.error());
  }
  if (auto stamped = write_file_atomic(folder + "/" + kStamp, *commit + "\n"); !stamped) {
    return tl::unexpected(stamped.error());
  }
  return work;
}

}  // namespace perfgate::cli
