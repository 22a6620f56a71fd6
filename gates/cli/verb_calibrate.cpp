// SPDX-License-Identifier: Apache-2.0
// The verb calibrate: runs the suites again and again, or takes runs that exist, and keeps what
// they say about the machine beside its baselines. The arithmetic is the policy's.
#include "stored_calibration.h"
#include "verbs.h"

#include <perfgate/files.h>
#include <perfgate/ingest.h>
#include <perfgate/machine.h>
#include <perfgate/runner.h>
#include <perfgate/text.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace perfgate::cli {
namespace {

constexpr int kDefaultRuns = 20;

/// Numbers stay text until they were checked: CLI11 would read "010" as eight.
struct CalibrateArguments {
  std::string from, out, runs;
  RunOptions run;
};

Result<std::string> measured(Context& context, const Config& config,
                             CalibrateArguments& arguments) {
  if (!arguments.from.empty()) {
    return arguments.from;
  }
  RunOptions& run = arguments.run;
  run.rounds = arguments.runs.empty() ? kDefaultRuns : std::stoi(arguments.runs);
  run.seed = config.policy.seed;
  run.progress = context.progress;
  if (!context.progress && context.global.verbosity >= 0) {
    run.notify = [&context](const std::string& line) { context.err << line << std::endl; };
  }
  const Result<RunSummary> summary = run_suites(config, run);
  if (!summary) {
    return tl::unexpected(summary.error());
  }
  for (const std::string& warning : summary->warnings) {
    warn(context, warning);
  }
  return summary->path;
}

std::string percent_or(const std::optional<double>& value, const char* otherwise) {
  return value && std::isfinite(*value) ? fmt::format("{:.1f} %", *value) : otherwise;
}

std::string alarms_text(const char* kind, const FalseAlarms& alarms) {
  return fmt::format(
      "false alarms, {}: {} of {} suites red (at most {:.1f} %), {} of {} rows (at most {:.2f} "
      "%)\n",
      kind, alarms.red, alarms.comparisons, 100 * alarms.suite_bound, alarms.red_rows, alarms.rows,
      100 * alarms.row_bound);
}

void print_calibration(Context& context, const Calibration& calibration) {
  context.out << fmt::format(
      "{} A/A runs of {} rows on {}: typical run-to-run spread {:.2f} %, correlation of "
      "neighbouring runs {:.2f}\n",
      calibration.runs, calibration.rows.size(), calibration.machine_key,
      100 * std::expm1(calibration.typical_sd), calibration.typical_lag1);
  context.out << alarms_text("five runs a side", calibration.multi_run)
              << alarms_text("paired", calibration.paired);
  const auto blind = std::count_if(calibration.rows.begin(), calibration.rows.end(),
                                   [](const RowSpread& row) { return !row.rounds_needed; });
  std::size_t most = 0;
  for (const RowSpread& row : calibration.rows) {
    most = std::max(most, row.rounds_needed.value_or(0));
  }
  context.out << fmt::format(
      "paired rounds for every row to be testable: {}{}\n", most,
      blind > 0 ? fmt::format(", and {} rows need more than 200", blind) : std::string());
  for (const RowSpread& row : calibration.rows) {
    context.out << fmt::format(
        "  {}  spread {:.2f} %  lag {:.2f}  detects {} in five runs, {} paired, limit {:g} %: {} "
        "rounds\n",
        terminal_safe(row.id), 100 * std::expm1(row.run_sd), row.lag1,
        percent_or(row.multi_mde_pct, "nothing"), percent_or(row.paired_mde_pct, "nothing"),
        row.limit_pct, row.rounds_needed ? fmt::format("{}", *row.rounds_needed) : "over 200");
  }
}

int calibrate_verb(Context& context, CalibrateArguments& arguments) {
  if (const auto usable = refuse_format(context, "calibrate", true); !usable) {
    return fail(context, usable.error());
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  const Result<std::string> source = measured(context, *config, arguments);
  if (!source) {
    return fail(context, source.error());
  }
  const Result<ResultSet> runs = ingest(*source, {"new", arguments.run.filter});
  if (!runs) {
    return fail(context, runs.error());
  }
  const Result<Calibration> calibration = calibrate(*runs, *config, now_rfc3339());
  if (!calibration) {
    return fail(context, calibration.error());
  }
  const std::string path =
      arguments.out.empty() ? calibration_path(*config, calibration->machine_key) : arguments.out;
  const Json json = calibration_to_json(*calibration);
  if (const auto written = write_file_atomic(path, dump_json(json)); !written) {
    return fail(context, written.error());
  }
  for (const std::string& warning : calibration->warnings) {
    warn(context, warning);
  }
  if (context.global.format == Format::kJson) {
    context.out << dump_json(json);
  } else {
    print_calibration(context, *calibration);
    context.out << "saved " << terminal_safe(path) << '\n';
  }
  return code(ExitCode::kPass);
}

}  // namespace

void add_calibrate(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "calibrate", "Measure this machine's noise and the gate's own false alarms by A/A runs");
  auto arguments = std::make_shared<CalibrateArguments>();
  verb->add_option("--runs", arguments->runs, "A/A runs to make (default: 20, at least 10)")
      ->type_name("N")
      ->check([](const std::string& text) { return check_integer(text, 10, 1000); }, "", "");
  verb->add_option("--from", arguments->from,
                   "Use the runs in this run folder or folder of runs instead of measuring")
      ->type_name("PATH");
  verb->add_option("--features", arguments->run.features, "Suites to run: cpu, gpu (default: cpu)")
      ->type_name("NAME")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  verb->add_option("--profile", arguments->run.profile, "quick or full (default: full)")
      ->type_name("NAME")
      ->check(check_profile, "", "");
  add_filter(*verb, arguments->run.filter);
  verb->add_option("--out", arguments->out,
                   "File (default: <baselines_dir>/<machine key>/calibration.json)")
      ->type_name("FILE");
  verb->footer(
      "The code must not change between the runs. compare and gate use the default file of the "
      "baseline's machine.\n\nExamples:\n  perfgate calibrate --runs 40 --profile quick\n"
      "  perfgate calibrate --from runs/RUN");
  verb->callback([&context, arguments] {
    context.action = [&context, arguments] { return calibrate_verb(context, *arguments); };
  });
}

}  // namespace perfgate::cli
