// SPDX-License-Identifier: Apache-2.0
// Options of the verb baseline. Only declares them: the work is in verb_baseline*.cpp, which do not
// know CLI11.
#include "actions.h"
#include "baseline_actions.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfgate::cli {
namespace {

void add_baseline_save(CLI::App& parent, Context& context) {
  CLI::App* verb = parent.add_subcommand("save", "Keep a run as baseline of its machine");
  auto options = std::make_shared<BaselineSaveOptions>();
  auto max_runs = std::make_shared<std::string>();
  verb->add_option("RUN", options->run, "Run folder, folder of several runs, or any other source")
      ->type_name("PATH")
      ->required();
  verb->add_option("--out", options->out,
                   "File (default: <baselines_dir>/<machine key>/<name>.json)")
      ->type_name("FILE");
  verb->add_option("--name", options->name, "Name of the baseline (default: suite)")
      ->type_name("NAME");
  verb->add_option("--max-runs", *max_runs, "Keep the last N runs (default: all)")
      ->type_name("N")
      ->check([](const std::string& text) { return check_integer(text, 1, 100000); }, "", "");
  add_filter(*verb, options->filter);
  verb->callback([&context, options, max_runs] {
    context.action = [&context, options, max_runs] {
      options->max_runs = max_runs->empty() ? 0 : std::stoul(*max_runs);
      return baseline_save(context, *options);
    };
  });
}

void add_one_file(CLI::App& parent, Context& context, const char* name, const char* description,
                  int (*work)(Context&, const std::string&)) {
  CLI::App* verb = parent.add_subcommand(name, description);
  auto path = std::make_shared<std::string>();
  verb->add_option("FILE", *path, "Baseline or point file")->type_name("PATH")->required();
  verb->callback([&context, path, work] {
    context.action = [&context, path, work] { return work(context, *path); };
  });
}

void add_keep(CLI::App& verb, std::string& keep) {
  verb.add_option("--keep", keep, "Previous baselines to keep (default: run.baselines_kept)")
      ->type_name("N")
      ->check([](const std::string& text) { return check_integer(text, 0, 1000); }, "", "");
}

std::optional<std::size_t> kept_count(const std::string& keep) {
  return keep.empty() ? std::nullopt : std::optional<std::size_t>(std::stoul(keep));
}

// Numbers are kept as text until they were checked: CLI11 would read "010" as eight.
struct PromoteArguments {
  BaselinePromoteOptions options;
  std::string keep, force;
};

void add_baseline_promote(CLI::App& parent, Context& context) {
  CLI::App* verb = parent.add_subcommand(
      "promote", "Make a run the baseline of this machine, if nothing speaks against it");
  auto arguments = std::make_shared<PromoteArguments>();
  verb->add_option("RUN", arguments->options.run, "Run folder or folder of runs (default: newest)")
      ->type_name("PATH");
  verb->add_option("--name", arguments->options.name, "Name of the baseline (default: suite)")
      ->type_name("NAME");
  add_filter(*verb, arguments->options.filter);
  CLI::Option* force = verb->add_option("--force", arguments->force,
                                        "Promote in spite of objections; the reason is recorded");
  force->type_name("REASON");
  add_keep(*verb, arguments->keep);
  verb->footer(
      "Refused: a failed row (1), a run of another machine or of the same data (4). Objections "
      "(1), which --force overrides: a regression, a breached SLO, a missing row, a shift that all "
      "rows share. The baseline before is kept in previous/<name>/.\n\n"
      "Example:\n  perfgate baseline promote runs/RUN");
  verb->callback([&context, arguments, force] {
    context.action = [&context, arguments, forced = force->count() > 0] {
      arguments->options.keep = kept_count(arguments->keep);
      if (forced) {
        arguments->options.force = arguments->force;
      }
      return baseline_promote(context, arguments->options);
    };
  });
}

void add_baseline_rotate(CLI::App& parent, Context& context) {
  CLI::App* verb = parent.add_subcommand(
      "rotate", "Keep a copy of this machine's baseline, remove the oldest copies");
  auto options = std::make_shared<BaselineRotateOptions>();
  auto keep = std::make_shared<std::string>();
  verb->add_option("--name", options->name, "Name of the baseline (default: suite)")
      ->type_name("NAME");
  add_keep(*verb, *keep);
  verb->callback([&context, options, keep] {
    context.action = [&context, options, keep] {
      options->keep = kept_count(*keep);
      return baseline_rotate(context, *options);
    };
  });
}

}  // namespace

void add_baseline(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("baseline", "Save, promote, rotate, list, show, verify");
  verb->require_subcommand(1);
  add_baseline_save(*verb, context);
  add_baseline_promote(*verb, context);
  add_baseline_rotate(*verb, context);
  verb->add_subcommand("list", "All baselines with machine, rows, runs, age and commit")
      ->callback([&context] { context.action = [&context] { return baseline_list(context); }; });
  add_one_file(*verb, context, "show", "Rows and provenance of a baseline", baseline_show);
  add_one_file(*verb, context, "verify", "Check schema, content hash and samples", baseline_verify);
  verb->footer(
      "Examples:\n  perfgate baseline save runs/RUN\n"
      "  perfgate baseline promote\n"
      "  perfgate baseline save runs --max-runs 10 --name nightly\n"
      "  perfgate baseline show baselines/KEY/suite.json");
}

}  // namespace perfgate::cli
