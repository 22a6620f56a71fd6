// SPDX-License-Identifier: Apache-2.0
// The verb gate: run if asked, compare, SLOs, report files, ledger. When it cannot get as far as a
// verdict it still replaces the report files by one that says so: an old "pass" must not be found
// by the next step of a CI job.
#include "actions.h"
#include "history_actions.h"
#include "report_page.h"
#include "second_run.h"
#include "stored_calibration.h"

#include <perfgate/files.h>
#include <perfgate/ingest.h>
#include <perfgate/ledger.h>
#include <perfgate/machine.h>
#include <perfgate/receipt.h>
#include <perfgate/report.h>
#include <perfgate/runner.h>
#include <perfgate/text.h>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace perfgate::cli {
namespace {

GateReport error_report(const Error& error, const Policy& policy) {
  GateReport report;
  report.schema = "perfgate/gate/1";
  report.created = now_rfc3339();
  report.verdict = SuiteVerdict::kError;
  report.exit_code = error.code;
  report.headline = "ERROR: " + error.message;
  report.policy = policy;
  return report;
}

Result<void> check_options(const GateOptions& options) {
  const bool run_option = !options.features.empty() || !options.profile.empty() ||
                          options.rounds > 0 || options.seed.has_value();
  if (!options.current.empty() && run_option) {
    return usage_error(
        "--features, --profile, --rounds and --seed are for running the suites; with CURRENT "
        "nothing is run");
  }
  if (options.paired && (options.baseline.empty() || options.current.empty())) {
    return usage_error(
        "--paired compares rounds that were recorded: name BASELINE and CURRENT, or measure with "
        "perfgate paired");
  }
  return check_ci_outputs(options.ci);
}

Result<std::string> find_baseline(const Config& config, const GateOptions& options) {
  if (!options.baseline.empty()) {
    return options.baseline;
  }
  const std::string path = baseline_path(config, detect_machine().key(), options.name);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return input_error("no baseline of this machine: " + path +
                       " is missing; make it with perfgate run --rounds 5 and then perfgate "
                       "baseline save <the run's folder>");
  }
  return path;
}

RunOptions run_options_of(Context& context, const Config& config, const GateOptions& options) {
  RunOptions run;
  run.features = options.features;
  run.profile = options.profile.empty() ? "full" : options.profile;
  run.filter = options.filter;
  run.rounds = options.rounds;
  run.seed = options.seed.value_or(config.policy.seed);
  run.progress = context.progress;
  if (!context.progress && context.global.verbosity >= 0) {
    run.notify = [&context](const std::string& line) { context.err << line << std::endl; };
  }
  return run;
}

Result<std::string> find_current(Context& context, const Config& config,
                                 const GateOptions& options) {
  if (!options.current.empty()) {
    return options.current;
  }
  const Result<RunSummary> summary = run_suites(config, run_options_of(context, config, options));
  if (!summary) {
    return tl::unexpected(summary.error());
  }
  warn_of_machine(context);
  for (const std::string& warning : summary->warnings) {
    warn(context, warning);
  }
  return summary->path;
}

Result<std::vector<ReceiptVerdict>> judge_receipts(const GateOptions& options) {
  std::vector<ReceiptVerdict> verdicts;
  for (const std::string& path : options.receipts) {
    Result<ReceiptVerdict> verdict = judge_receipt_file(path);
    if (!verdict) {
      return tl::unexpected(verdict.error());
    }
    verdicts.push_back(std::move(*verdict));
  }
  return verdicts;
}

// A verdict and the measurements that it rests on.
struct Judged {
  GateReport report;
  ResultSet baseline, current;
};

Result<Judged> judge(Context& context, const Config& config, const GateOptions& options) {
  const Result<std::string> baseline_source = find_baseline(config, options);
  if (!baseline_source) {
    return tl::unexpected(baseline_source.error());
  }
  // Read before the run: a broken baseline or receipt must not cost an hour of measuring first.
  const Result<std::vector<ReceiptVerdict>> receipts = judge_receipts(options);
  if (!receipts) {
    return tl::unexpected(receipts.error());
  }
  Result<ResultSet> baseline = ingest(*baseline_source, {"new", options.filter});
  if (!baseline) {
    return tl::unexpected(baseline.error());
  }
  const Result<std::string> current_source = find_current(context, config, options);
  if (!current_source) {
    return tl::unexpected(current_source.error());
  }
  Result<ResultSet> current = ingest(*current_source, {"new", options.filter});
  if (!current) {
    return tl::unexpected(current.error());
  }
  const Result<std::optional<Calibration>> calibration = stored_calibration(config, *baseline);
  if (!calibration) {
    return tl::unexpected(calibration.error());
  }
  const CompareMode mode{options.paired, *calibration ? &**calibration : nullptr};
  GateReport report = compare_result_sets(*baseline, *current, config, now_rfc3339(), mode);
  if (options.current.empty() && config.policy.second_stage) {
    const Result<void> again =
        run_second_stage(context, config, run_options_of(context, config, options),
                         {*baseline, *current, mode}, report);
    if (!again) {
      return tl::unexpected(again.error());
    }
  }
  add_slos(report, *current, config);
  add_receipts(report, *receipts);
  return Judged{std::move(report), std::move(*baseline), std::move(*current)};
}

Result<void> write_files(Context& context, const std::string& folder, const GateReport& report,
                         const std::string& page) {
  Result<void> json = write_file_atomic(folder + "/gate.json", dump_json(report_to_json(report)));
  if (!json) {
    return json;
  }
  Result<void> markdown = write_file_atomic(folder + "/gate.md", render_markdown(report));
  if (!markdown) {
    return markdown;
  }
  Result<void> html = write_file_atomic(folder + "/gate.html", page);
  if (!html) {
    return html;
  }
  std::vector<std::string> warnings;
  Result<void> ledger = ledger_update(folder + "/ledger.md", report, warnings);
  for (const std::string& warning : warnings) {
    warn(context, warning);
  }
  return ledger;
}

int print_judged(Context& context, const GateReport& report, const std::string& page) {
  if (context.global.format != Format::kHtml) {
    return print_report(context, report);
  }
  context.out << page;
  return code(report.exit_code);
}

void say_where(Context& context, const std::string& folder) {
  const std::string line =
      "reports: " + terminal_safe(folder) + "/gate.json, gate.md, gate.html, ledger.md\n";
  if (context.global.format != Format::kText) {
    if (context.global.verbosity >= 0) {
      context.err << line;  // stdout holds one document and nothing else
    }
  } else if (context.global.verbosity >= 0) {
    context.out << line;
  }
}

}  // namespace

std::string baseline_path(const Config& config, const std::string& machine_key,
                          const std::string& name) {
  return config_path(config, config.baselines_dir) + "/" + path_component(machine_key) + "/" +
         path_component(name) + ".json";
}

int gate(Context& context, const GateOptions& options) {
  const Result<void> usable = check_options(options);
  if (!usable) {
    return fail(context, usable.error());
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  const Result<Judged> judged = judge(context, *config, options);
  if (!judged && judged.error().code == ExitCode::kUsage) {
    return fail(context, judged.error());
  }
  const GateReport report = judged ? judged->report : error_report(judged.error(), config->policy);
  const PageSources sources =
      judged ? PageSources{&judged->baseline, &judged->current} : PageSources{};
  // Before the page is made: its trends end with what was judged here.
  const bool keep = judged && (options.history || !config->history.empty());
  const Result<void> kept =
      keep ? keep_in_history(*config, judged->current, report) : Result<void>();
  const std::string page = report_page(context, report, sources);
  const std::string folder = config_path(*config, config->reports_dir);
  const Result<void> written = write_files(context, folder, report, page);
  const int exit_code =
      judged ? print_judged(context, report, page) : fail(context, judged.error());
  if (!written) {
    return fail(context, written.error());
  }
  const Result<void> handed = write_ci_outputs(context, options.ci, folder, report);
  if (!handed) {
    return fail(context, handed.error());
  }
  if (!kept) {
    return fail(context, kept.error());
  }
  say_where(context, folder);
  return exit_code;
}

}  // namespace perfgate::cli
