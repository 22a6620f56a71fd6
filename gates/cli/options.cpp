// SPDX-License-Identifier: Apache-2.0
// Options of the verbs compare, gate, report and verify. Only declares them: the work is
// in verb_*.cpp, which do not know CLI11.
#include "actions.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfgate::cli {
namespace {

// Values are kept as text and converted after the check: CLI11 would read "010" as eight.
struct GateNumbers {
  std::string rounds, seed;
};

}  // namespace

void add_filter(CLI::App& verb, std::string& filter) {
  verb.add_option("--filter", filter, "Only rows whose id matches this regular expression")
      ->type_name("REGEX")
      ->check(check_regex, "", "");
}

void add_criterion_set(CLI::App& verb, std::string& set) {
  verb.add_option("--criterion-set", set, "Set of a Criterion tree (default: new)")
      ->type_name("NAME");
}

void add_compare(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("compare", "Compare two sets of results");
  auto options = std::make_shared<CompareOptions>();
  verb->add_option(
          "BASELINE", options->baseline,
          "Baseline file, run folder, folder of runs, Criterion tree, or output of another "
          "benchmark tool that import reads")
      ->type_name("PATH")
      ->required();
  verb->add_option("CURRENT", options->current, "The same choices (default: the newest run)")
      ->type_name("PATH");
  verb->add_option("--criterion-set", options->both_sets,
                   "Set of a Criterion tree, on both sides (default: new)")
      ->type_name("NAME");
  verb->add_option("--baseline-set", options->baseline_set, "Set of BASELINE")->type_name("NAME");
  verb->add_option("--current-set", options->current_set, "Set of CURRENT")->type_name("NAME");
  add_filter(*verb, options->filter);
  verb->add_flag("--paired", options->paired,
                 "The runs of both sides are rounds, matched in the order of their names");
  verb->footer(
      "Examples:\n  perfgate compare baselines/KEY/suite.json\n"
      "  perfgate compare TREE TREE --baseline-set base --current-set new\n"
      "  perfgate compare old.json new.json --filter '^I2S' --format markdown");
  verb->callback([&context, options] {
    context.action = [&context, options] { return compare(context, *options); };
  });
}

void add_gate(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "gate", "The CI step: run (if no CURRENT), compare, check SLOs, write reports and ledger");
  auto options = std::make_shared<GateOptions>();
  auto numbers = std::make_shared<GateNumbers>();
  verb->add_option("BASELINE", options->baseline,
                   "As in compare (default: the baseline of this machine)")
      ->type_name("PATH");
  verb->add_option("CURRENT", options->current, "As in compare (default: run the suites now)")
      ->type_name("PATH");
  verb->add_option("--name", options->name, "Name of the machine's baseline (default: suite)")
      ->type_name("NAME");
  verb->add_option("--features", options->features, "Suites to run: cpu, gpu (default: cpu)")
      ->type_name("NAME")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  verb->add_option("--profile", options->profile, "quick or full (default: full)")
      ->type_name("NAME")
      ->check(check_profile, "", "");
  verb->add_option("--rounds", numbers->rounds, "Fresh processes of every suite")
      ->type_name("N")
      ->check([](const std::string& text) { return check_integer(text, 1, 1000); }, "", "");
  verb->add_option("--seed", numbers->seed, "Seed of the order (default: policy.seed)")
      ->type_name("S")
      ->check([](const std::string& text) { return check_integer(text, 0, kMaxSeed); }, "", "");
  verb->add_option("--receipt", options->receipts,
                   "Receipt of an inference run that must obey its rules (may be repeated)")
      ->type_name("FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  add_filter(*verb, options->filter);
  verb->add_flag(
      "--paired", options->paired,
      "The runs of BASELINE and CURRENT are rounds, matched in the order of their names");
  verb->add_flag("--history", options->history,
                 "Add the results to the history (run.history, else history.db)");
  verb->add_option("--junit", options->ci.junit, "Also write the verdict as JUnit XML to FILE")
      ->type_name("FILE");
  verb->add_flag("--github", options->ci.github,
                 "In GitHub Actions: step summary, outputs verdict and exit-code, annotations");
  verb->footer(
      "Writes <reports_dir>/gate.json, gate.md, gate.html and ledger.md. A page has the trends of\n"
      "its rows where there is a history.\n\nExamples:\n  perfgate gate\n"
      "  perfgate gate baselines/KEY/suite.json runs/RUN\n"
      "  perfgate gate --profile quick --rounds 5 --exit-zero\n"
      "  perfgate gate --receipt receipt.json");
  verb->callback([&context, options, numbers] {
    context.action = [&context, options, numbers] {
      options->rounds = numbers->rounds.empty() ? 0 : std::stoi(numbers->rounds);
      if (!numbers->seed.empty()) {
        options->seed = std::stoull(numbers->seed);
      }
      return gate(context, *options);
    };
  });
}

void add_report(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("report", "Render a stored report again");
  auto path = std::make_shared<std::string>();
  verb->add_option("REPORT", *path, "JSON that compare or gate wrote")
      ->type_name("PATH")
      ->required();
  verb->footer(
      "A page (--format html) has the trends of its rows, on their machine and up to their time,\n"
      "from the history (run.history, else history.db beside perfgate.toml).\n\n"
      "Example:\n  perfgate report gate.json --format markdown -o gate.md");
  verb->callback(
      [&context, path] { context.action = [&context, path] { return report(context, *path); }; });
}

void add_verify(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "verify", "Validate files of perfgate and receipts; folders: every such file below");
  auto paths = std::make_shared<std::vector<std::string>>();
  verb->add_option("FILE", *paths, "Files or folders")->type_name("PATH")->required();
  verb->footer(
      "Exit code 0: all valid, 1: a receipt breaks its rules, 3: a file is unreadable or not "
      "valid.\n\n"
      "Example:\n  perfgate verify baselines reports/latest");
  verb->callback([&context, paths] {
    context.action = [&context, paths] { return verify(context, *paths); };
  });
}

}  // namespace perfgate::cli
