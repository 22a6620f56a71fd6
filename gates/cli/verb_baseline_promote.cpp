// SPDX-License-Identifier: Apache-2.0
// The verbs baseline promote and rotate. A run becomes the baseline of this machine only when it is
// whole, comes from this machine and does not look like an outlier beside the present baseline;
// what --force overrides is written into the new one.
#include "actions.h"
#include "baseline_actions.h"
#include "baseline_archive.h"
#include "stored_calibration.h"

#include <perfgate/baseline.h>
#include <perfgate/gate_report.h>
#include <perfgate/ingest.h>
#include <perfgate/machine.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace perfgate::cli {
namespace {

constexpr std::size_t kFewRuns = 5;

/// What speaks against a run as the next baseline, and how it compared.
struct Examination {
  std::vector<std::string> objections;
  std::string compared;  // headline; "" = nothing to compare with
  std::string old_hash;
};

// These no reason overrides: the file would not hold what its name says.
Result<void> check_run(const ResultSet& results) {
  if (!results.machine) {
    return input_error(results.path +
                       " does not say which machine it comes from; keep it with perfgate baseline "
                       "save --out FILE");
  }
  const std::string here = detect_machine().key();
  if (results.machine->key() != here) {
    return tl::unexpected(
        Error{ExitCode::kIncomparable,
              fmt::format("{} comes from machine {}, this is {}; keep it with perfgate baseline "
                          "save, or promote it there",
                          results.path, results.machine->key(), here)});
  }
  const auto failed = std::find_if(results.rows.begin(), results.rows.end(),
                                   [](const Row& row) { return !row.failure.empty(); });
  if (failed != results.rows.end()) {
    return tl::unexpected(
        Error{ExitCode::kFailed, fmt::format("{} is not promoted: row {} failed ({})", results.path,
                                             failed->id, failed->failure)});
  }
  return {};
}

void list_objections(const GateReport& report, Examination& examination) {
  std::vector<std::string>& objections = examination.objections;
  if (report.exit_code == ExitCode::kFailed) {
    objections = report.reasons;
  }
  for (const ReportRow& row : report.rows) {
    if (row.verdict == RowVerdict::kMissing && report.policy.missing != "fail") {
      objections.push_back(fmt::format("{} ({}): missing in the run", row.id, row.metric));
    }
  }
  std::copy_if(report.warnings.begin(), report.warnings.end(), std::back_inserter(objections),
               [](const std::string& text) { return text.starts_with("common shift:"); });
}

Result<Examination> examine(const Config& config, const ResultSet& results,
                            const std::string& target) {
  Examination examination;
  std::error_code ignored;
  if (!std::filesystem::exists(target, ignored)) {
    return examination;
  }
  const Result<Json> json = read_json_file(target);
  if (!json) {
    return tl::unexpected(json.error());
  }
  const Result<ResultSet> present = baseline_from_json(*json, target);
  if (!present) {
    return tl::unexpected(present.error());
  }
  const Result<std::optional<Calibration>> calibration = stored_calibration(config, *present);
  if (!calibration) {
    return tl::unexpected(calibration.error());
  }
  const CompareMode mode{false, *calibration ? &**calibration : nullptr};
  GateReport report = compare_result_sets(*present, results, config, now_rfc3339(), mode);
  if (report.verdict == SuiteVerdict::kIncomparable || report.verdict == SuiteVerdict::kError) {
    return tl::unexpected(Error{report.exit_code, target + ": " + report.headline});
  }
  add_slos(report, results, config);
  list_objections(report, examination);
  examination.compared = report.headline;
  examination.old_hash = json->value("content_sha256", std::string());
  return examination;
}

Json promotion_json(const Examination& examination, const std::optional<std::string>& force) {
  const bool forced = force && !examination.objections.empty();
  return {{"replaces", examination.old_hash.empty() ? Json(nullptr) : Json(examination.old_hash)},
          {"forced", forced ? Json(*force) : Json(nullptr)},
          {"objections", examination.objections},
          {"compared", examination.compared}};
}

int refuse(Context& context, const std::string& path, const Examination& examination) {
  for (const std::string& objection : examination.objections) {
    context.out << "\u2717 " << terminal_safe(objection) << '\n';
  }
  const std::size_t count = examination.objections.size();
  return fail(context, {ExitCode::kFailed,
                        fmt::format("{} is not promoted: {} objection{} beside the present "
                                    "baseline; --force REASON overrides and is recorded",
                                    path, count, count == 1 ? "" : "s")});
}

std::size_t kept_of(const Config& config, const std::optional<std::size_t>& keep) {
  return keep.value_or(static_cast<std::size_t>(config.baselines_kept));
}

Result<ResultSet> candidate(Context& context, const Config& config,
                            const BaselinePromoteOptions& options) {
  std::string path = options.run;
  if (path.empty()) {
    const Result<std::string> newest = newest_run(context, config);
    if (!newest) {
      return tl::unexpected(newest.error());
    }
    path = *newest;
  }
  Result<ResultSet> results = ingest(path, {"new", options.filter});
  if (!results) {
    return results;
  }
  if (const auto sound = check_run(*results); !sound) {
    return tl::unexpected(sound.error());
  }
  return results;
}

int promote(Context& context, const Config& config, const ResultSet& results,
            const BaselinePromoteOptions& options) {
  const std::string target = baseline_path(config, results.machine->key(), options.name);
  const Result<Examination> examination = examine(config, results, target);
  if (!examination) {
    return fail(context, examination.error());
  }
  if (!examination->objections.empty() && !options.force) {
    return refuse(context, results.path, *examination);
  }
  Result<Json> json = baseline_to_json(results, now_rfc3339());
  if (!json) {
    return fail(context, json.error());
  }
  (*json)["promotion"] = promotion_json(*examination, options.force);
  const Result<void> replaced =
      replace_baseline(target, *json, examination->old_hash, kept_of(config, options.keep));
  if (!replaced) {
    return fail(context, replaced.error());
  }
  if (results.run_names.size() < kFewRuns) {
    warn(context, fmt::format("the baseline has {} run{}; five or more are needed to see the "
                              "variance between runs (perfgate run --rounds 5)",
                              results.run_names.size(), results.run_names.size() == 1 ? "" : "s"));
  }
  context.out << fmt::format("promoted {} ({} rows, {} runs){}\n", terminal_safe(target),
                             results.rows.size(), results.run_names.size(),
                             examination->old_hash.empty() ? "; it is the first" : "");
  return code(ExitCode::kPass);
}

}  // namespace

int baseline_promote(Context& context, const BaselinePromoteOptions& options) {
  if (const auto usable = refuse_format(context, "baseline promote", false); !usable) {
    return fail(context, usable.error());
  }
  if (options.force && options.force->empty()) {
    return fail(context, {ExitCode::kUsage, "--force needs a reason that is not empty"});
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  const Result<ResultSet> results = candidate(context, *config, options);
  if (!results) {
    return fail(context, results.error());
  }
  return promote(context, *config, *results, options);
}

int baseline_rotate(Context& context, const BaselineRotateOptions& options) {
  if (const auto usable = refuse_format(context, "baseline rotate", false); !usable) {
    return fail(context, usable.error());
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  const std::string path = baseline_path(*config, detect_machine().key(), options.name);
  if (const Result<ResultSet> present = read_baseline(path); !present) {
    return fail(context, present.error());
  }
  const Result<std::string> copy = rotate_baseline(path, kept_of(*config, options.keep));
  if (!copy) {
    return fail(context, copy.error());
  }
  context.out << fmt::format("kept {} ({} previous)\n", terminal_safe(*copy),
                             previous_baselines(path).size());
  return code(ExitCode::kPass);
}

}  // namespace perfgate::cli
