// SPDX-License-Identifier: Apache-2.0
// Options of the verb paired. Only declares them: the work is in verb_paired.cpp.
#include "paired_options.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfgate::cli {
namespace {

void add_sources(CLI::App& verb, PairedArguments& arguments) {
  verb.add_option("--base", arguments.run.base,
                  "Folder in which the suites' commands run the base build")
      ->type_name("DIR");
  verb.add_option("--candidate", arguments.run.candidate, "The same for the candidate")
      ->type_name("DIR");
  verb.add_option("--base-ref", arguments.base_ref,
                  "Commit to check out and build by [build] as the base")
      ->type_name("REF");
  verb.add_option("--candidate-ref", arguments.candidate_ref,
                  "Commit to check out and build as the candidate (default: HEAD)")
      ->type_name("REF");
  verb.add_flag("--keep-worktrees", arguments.keep_worktrees,
                "Keep what --base-ref built, for the next run");
}

void add_measuring(CLI::App& verb, PairedArguments& arguments) {
  constexpr long long kMaxPairedSeed = kMaxSeed - 1;
  PairedOptions& run = arguments.run;
  verb.add_option("--rounds", arguments.rounds, "Pairs of every suite (default: config)")
      ->type_name("N")
      ->check([](const std::string& text) { return check_integer(text, 1, 1000); }, "", "");
  verb.add_option("--features", run.features, "Suites to run: cpu, gpu (default: cpu)")
      ->type_name("NAME")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  verb.add_option("--profile", run.profile, "quick or full (default: full)")
      ->type_name("NAME")
      ->check(check_profile, "", "");
  add_filter(verb, run.filter);
  verb.add_option("--out", run.out, "New or empty folder (default: <runs_dir>/<UTC time>-paired)")
      ->type_name("DIR");
  verb.add_option("--seed", arguments.seed, "Seed of orders and paddings (default: policy.seed)")
      ->type_name("S")
      ->check([](const std::string& text) { return check_integer(text, 0, kMaxPairedSeed); }, "",
              "");
  verb.add_option("--witness", arguments.witness,
                  "Second figures of rows that became slower or stay undecided, never deciding:\n"
                  "sizes (peak memory, program), callgrind (instructions, too; slow) or\n"
                  "allocations (heap blocks and bytes, too; slow). The slow ones need valgrind")
      ->type_name("NAME")
      ->check(
          [](const std::string& text) {
            return text == "sizes" || text == "callgrind" || text == "allocations"
                       ? std::string()
                       : "'" + text + "' is no witness; wanted sizes, callgrind or allocations";
          },
          "", "");
  verb.add_flag("--resume", run.resume, "Go on with the interrupted run in --out");
}

}  // namespace

void add_paired(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "paired", "Interleave two builds in rounds and compare them: the strongest evidence");
  auto arguments = std::make_shared<PairedArguments>();
  add_sources(*verb, *arguments);
  add_measuring(*verb, *arguments);
  verb->footer(
      "Rows that fail or stay undecided are measured once more and decided on the new data alone\n"
      "(policy.second_stage). Writes compare.json and compare.md beside the rounds.\n\nExamples:\n"
      "  perfgate paired --base ../main --candidate . --profile quick\n"
      "  perfgate paired --base-ref main\n"
      "  perfgate paired --base ../main --candidate . --out runs/p1 --resume");
  verb->callback([&context, arguments] {
    context.action = [&context, arguments] { return paired(context, *arguments); };
  });
}

}  // namespace perfgate::cli
