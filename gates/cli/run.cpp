// SPDX-License-Identifier: Apache-2.0
// The verb run: options to RunOptions, RunSummary to a few lines. What is measured and how is the
// runner's business.
#include "verbs.h"

#include <perfgate/json.h>
#include <perfgate/runner.h>
#include <perfgate/text.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace perfgate::cli {
namespace {

/// Numbers stay text until they were checked: CLI11 would read "010" as eight.
struct RunArguments {
  RunOptions options;
  std::string rounds, seed;
};

[[nodiscard]] const char* plural(std::size_t count, const char* one, const char* many) {
  return count == 1 ? one : many;
}

void print_failures(Context& context, const RunSummary& summary) {
  constexpr std::size_t kMaxLines = 20;
  const bool all = context.global.verbosity > 0;
  const std::size_t shown =
      all ? summary.failures.size() : std::min(summary.failures.size(), kMaxLines);
  for (std::size_t i = 0; i < shown; ++i) {
    context.out << "failed: " << terminal_safe(summary.failures[i]) << '\n';
  }
  if (shown < summary.failures.size()) {
    context.out << fmt::format("and {} more failures; see run.json\n",
                               summary.failures.size() - shown);
  }
}

void print_summary(Context& context, const RunSummary& summary) {
  context.out << terminal_safe(summary.path) << '\n';
  if (context.global.verbosity < 0) {
    return;
  }
  context.out << fmt::format("{} {} in {} {}", summary.rows, plural(summary.rows, "row", "rows"),
                             summary.processes, plural(summary.processes, "process", "processes"));
  if (summary.failed_rows > 0) {
    context.out << fmt::format("; {} {} failed in {} {}", summary.failed_rows,
                               plural(summary.failed_rows, "row", "rows"), summary.failed_processes,
                               plural(summary.failed_processes, "process", "processes"));
  }
  context.out << '\n';
  print_failures(context, summary);
}

void print_json(Context& context, const RunSummary& summary) {
  context.out << dump_json({{"path", summary.path},
                            {"rows", summary.rows},
                            {"failed_rows", summary.failed_rows},
                            {"processes", summary.processes},
                            {"failed_processes", summary.failed_processes},
                            {"failures", summary.failures},
                            {"warnings", summary.warnings}});
}

[[nodiscard]] int run(Context& context, RunArguments& arguments) {
  if (const auto usable = refuse_format(context, "run", true); !usable) {
    return fail(context, usable.error());
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  RunOptions& options = arguments.options;
  options.rounds = arguments.rounds.empty() ? 0 : std::stoi(arguments.rounds);
  options.seed = arguments.seed.empty() ? config->policy.seed : std::stoull(arguments.seed);
  options.progress = context.progress;
  if (!context.progress && context.global.verbosity >= 0) {
    options.notify = [&context](const std::string& line) { context.err << line << std::endl; };
  }
  const Result<RunSummary> summary = run_suites(*config, options);
  if (!summary) {
    return fail(context, summary.error());
  }
  warn_of_machine(context);
  for (const std::string& warning : summary->warnings) {
    warn(context, warning);
  }
  if (context.global.format == Format::kJson) {
    print_json(context, *summary);
  } else {
    print_summary(context, *summary);
  }
  return code(summary->failed_rows > 0 ? ExitCode::kFailed : ExitCode::kPass);
}

void add_options(CLI::App& verb, RunArguments& arguments) {
  RunOptions& options = arguments.options;
  verb.add_option("--features", options.features, "Suites to run: cpu, gpu (default: cpu)")
      ->type_name("NAME")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  verb.add_option("--profile", options.profile, "quick or full (default: full)")
      ->type_name("NAME")
      ->check(check_profile, "", "");
  add_filter(verb, options.filter);
  verb.add_option("--rounds", arguments.rounds, "Fresh processes of every suite (default: config)")
      ->type_name("N")
      ->check([](const std::string& text) { return check_integer(text, 1, 1000); }, "", "");
  verb.add_option("--out", options.out,
                  "New or empty folder (default: <runs_dir>/<UTC time>-<commit>)")
      ->type_name("DIR");
  verb.add_option("--seed", arguments.seed, "Seed of the order (default: policy.seed)")
      ->type_name("S")
      ->check([](const std::string& text) { return check_integer(text, 0, kMaxSeed); }, "", "");
}

}  // namespace

void add_run(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "run", "Run the suites of perfgate.toml in fresh processes, rounds times in random order");
  auto arguments = std::make_shared<RunArguments>();
  add_options(*verb, *arguments);
  verb->footer(
      "Prints the run folder. Exit code 1 when a row failed, 130 on Ctrl-C (run.json then says "
      "that it is incomplete).\n\nExamples:\n  perfgate run\n"
      "  perfgate run --profile quick --rounds 1 --filter '^copy/'\n"
      "  perfgate run --out runs/before");
  verb->callback([&context, arguments] {
    context.action = [&context, arguments] { return run(context, *arguments); };
  });
}

}  // namespace perfgate::cli
