// SPDX-License-Identifier: Apache-2.0
// Options of the verb history. The work is in history_*.cpp, which do not know CLI11.
#include "history_actions.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace perfgate::cli {
namespace {

// The number is kept as text until it was checked: CLI11 would read "010" as eight.
struct HistoryArguments {
  HistoryOptions options;
  std::string last;
};

using HistoryWork = int (*)(Context&, const HistoryOptions&);

struct HistoryVerb {
  CLI::App* app;
  std::shared_ptr<HistoryArguments> arguments;
};

HistoryVerb add_history_verb(CLI::App& parent, Context& context, const char* name,
                             const char* description, HistoryWork work) {
  HistoryVerb verb{parent.add_subcommand(name, description), std::make_shared<HistoryArguments>()};
  verb.app
      ->add_option("--file", verb.arguments->options.file,
                   "The history (default: run.history, else history.db beside perfgate.toml)")
      ->type_name("FILE");
  verb.app->callback([&context, arguments = verb.arguments, work] {
    context.action = [&context, arguments, work] {
      if (!arguments->last.empty()) {
        arguments->options.query.last = std::stoul(arguments->last);
      }
      return work(context, arguments->options);
    };
  });
  return verb;
}

void add_last(const HistoryVerb& verb, const char* description, std::size_t most) {
  verb.app->add_option("--last", verb.arguments->last, description)
      ->type_name("N")
      ->check(
          [most](const std::string& text) {
            return check_integer(text, 1, static_cast<long long>(most));
          },
          "", "");
}

void add_choice(const HistoryVerb& verb, const char* row_description) {
  HistoryOptions& options = verb.arguments->options;
  verb.app->add_option("ROW", options.query.row, row_description)
      ->type_name("REGEX")
      ->check(check_regex, "", "");
  verb.app->add_option("--metric", options.query.metric, "Only this metric (default: all)")
      ->type_name("NAME");
  verb.app->add_option("--machine", options.query.machine, "Only this machine key (default: all)")
      ->type_name("KEY");
  verb.app->add_option("--ref", options.ref, "Only runs of this branch or tag (default: all)")
      ->type_name("NAME");
}

}  // namespace

void add_history(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("history", "Keep results over time; trends, change points");
  verb->require_subcommand(1);
  const HistoryVerb add = add_history_verb(
      *verb, context, "add", "Add results or reports; known ones change nothing", history_add);
  add.app
      ->add_option("RESULTS", add.arguments->options.paths,
                   "Run folder, folder of runs (one entry each), report, or any other source")
      ->type_name("PATH")
      ->required();
  add.app
      ->add_option("--ref", add.arguments->options.ref,
                   "Branch or tag of the results (default: what CI or git says)")
      ->type_name("NAME");

  const HistoryVerb list =
      add_history_verb(*verb, context, "list", "The newest runs", history_list);
  add_last(list, "So many runs (default: 100)", 1'000'000);

  const HistoryVerb trend =
      add_history_verb(*verb, context, "trend", "What a row did over time", history_trend);
  add_choice(trend, "Id of a row, or a regular expression over ids (default: all rows)");
  add_last(trend, "The newest N runs of a row (default: 100)", 1'000'000);
  trend.app->footer(
      "Examples:\n  perfgate history trend quantize/I2S/1024\n"
      "  perfgate history trend '^gemv/' --machine KEY --last 30 --format csv -o trend.csv");

  const HistoryVerb changes =
      add_history_verb(*verb, context, "changepoints", "Where the level of rows moved for good",
                       history_changepoints);
  changes.arguments->options.query.last = 200;
  add_choice(changes, "Id of a row, or a regular expression over ids (default: all rows)");
  add_last(changes, "The newest N runs of a row (default: 200)", stats::kMostHistory);
  changes.app->footer(
      "Paired ratios are searched where reports of paired runs were added and their bases chain, "
      "else medians. A row needs 30 runs. Advice: the exit code is 0.");
  verb->footer(
      "Examples:\n  perfgate history add runs/RUN reports/latest/gate.json\n"
      "  perfgate history list --last 20\n  perfgate history trend quantize/I2S/1024\n"
      "  perfgate history changepoints '^quantize/' --ref main");
}

}  // namespace perfgate::cli
