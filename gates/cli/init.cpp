// SPDX-License-Identifier: Apache-2.0
// The verb init: a commented perfgate.toml and a CI workflow in the current folder. It overwrites
// nothing unless told to, and then writes both or reports which one it could not.
#include "init_templates.h"
#include "verbs.h"

#include <perfgate/files.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <system_error>

namespace perfgate::cli {
namespace {

struct NewFile {
  const char* path;
  const char* content;
};

constexpr NewFile kFiles[] = {{"perfgate.toml", kConfigTemplate},
                              {".github/workflows/perfgate.yml", kWorkflowTemplate}};

/// Both are checked before the first is written.
[[nodiscard]] Result<void> nothing_in_the_way() {
  for (const NewFile& file : kFiles) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(file.path, error);
    if (status.type() != std::filesystem::file_type::not_found) {
      return usage_error(
          fmt::format("{} is there already; --force replaces it, nothing was written", file.path));
    }
  }
  return {};
}

[[nodiscard]] int init(Context& context, bool force) {
  if (const auto usable = refuse_format(context, "init", false); !usable) {
    return fail(context, usable.error());
  }
  if (!force) {
    if (const auto free = nothing_in_the_way(); !free) {
      return fail(context, free.error());
    }
  }
  for (const NewFile& file : kFiles) {
    if (const auto written = write_file_atomic(file.path, file.content); !written) {
      return fail(context, written.error());
    }
    if (context.global.verbosity >= 0) {
      context.out << "wrote " << file.path << '\n';
    }
  }
  if (context.global.verbosity >= 0) {
    context.out << "next: list your suites in perfgate.toml, then perfgate run and perfgate "
                   "baseline save <the run's folder>\n";
  }
  return code(ExitCode::kPass);
}

}  // namespace

void add_init(CLI::App& app, Context& context) {
  CLI::App* verb =
      app.add_subcommand("init", "Write a commented perfgate.toml and a CI workflow here");
  auto force = std::make_shared<bool>(false);
  verb->add_flag("--force", *force, "Replace files that are there");
  verb->footer("Example:\n  perfgate init");
  verb->callback(
      [&context, force] { context.action = [&context, force] { return init(context, *force); }; });
}

}  // namespace perfgate::cli
