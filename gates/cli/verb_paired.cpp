// SPDX-License-Identifier: Apache-2.0
// The verb paired: two builds in interleaved rounds, compared as pairs, with the one fixed second
// stage. Measuring is the runner's work and judging the policy's; here they are put together.
#include "paired_options.h"
#include "second_run.h"
#include "worktrees.h"

#include <perfgate/files.h>
#include <perfgate/ingest.h>
#include <perfgate/json.h>
#include <perfgate/machine.h>
#include <perfgate/report.h>
#include <perfgate/runner.h>
#include <perfgate/text.h>
#include <perfgate/witness.h>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace perfgate::cli {
namespace {

Result<void> check_sources(const PairedArguments& arguments) {
  const bool folders = !arguments.run.base.empty() || !arguments.run.candidate.empty();
  const bool both = !arguments.run.base.empty() && !arguments.run.candidate.empty();
  const bool refs = !arguments.base_ref.empty() || !arguments.candidate_ref.empty();
  if (folders == refs || (folders && !both) || (refs && arguments.base_ref.empty())) {
    return usage_error(
        "paired needs either --base DIR and --candidate DIR, or --base-ref REF (and "
        "--candidate-ref REF)");
  }
  return {};
}

// Every variant of a commit: the first is the side's folder, the others are rotated through.
Result<std::string> build_variants(Worktrees& worktrees, const std::string& ref, int variants,
                                   std::vector<std::string>& others) {
  Result<std::string> first = worktrees.built(ref);
  for (int variant = 1; first && variant < variants; ++variant) {
    Result<std::string> other = worktrees.built(ref, variant);
    if (!other) {
      return other;
    }
    others.push_back(std::move(*other));
  }
  return first;
}

Result<void> build_sides(Context& context, Worktrees& worktrees, int variants,
                         PairedArguments& arguments) {
  if (arguments.base_ref.empty()) {
    return {};
  }
  const std::string candidate_ref =
      arguments.candidate_ref.empty() ? "HEAD" : arguments.candidate_ref;
  auto base = build_variants(worktrees, arguments.base_ref, variants, arguments.run.base_variants);
  if (!base) {
    return tl::unexpected(base.error());
  }
  auto candidate =
      build_variants(worktrees, candidate_ref, variants, arguments.run.candidate_variants);
  if (!candidate) {
    return tl::unexpected(candidate.error());
  }
  arguments.run.base = *base;
  arguments.run.candidate = *candidate;
  if (arguments.candidate_ref.empty()) {
    warn(context, "the candidate is the commit HEAD; uncommitted changes are not measured");
  }
  return {};
}

Result<ResultSet> side_of(const std::string& folder, const std::string& filter,
                          const std::set<std::string>& only) {
  Result<ResultSet> results = ingest(folder, {"new", filter});
  if (results && !only.empty()) {
    keep_rows(*results, only);
  }
  return results;
}

struct Stage {
  GateReport report;
  ResultSet current;
  std::string path;
};

// One measurement of both sides and its verdict; `only` empty = all rows.
Result<Stage> measure_stage(Context& context, const Config& config, const PairedOptions& options,
                            const std::set<std::string>& only) {
  const Result<PairedSummary> summary = run_paired(config, options);
  if (!summary) {
    return tl::unexpected(summary.error());
  }
  for (const std::string& warning : summary->warnings) {
    warn(context, warning);
  }
  const Result<ResultSet> base = side_of(summary->base, options.filter, only);
  if (!base) {
    return tl::unexpected(base.error());
  }
  Result<ResultSet> candidate = side_of(summary->candidate, options.filter, only);
  if (!candidate) {
    return tl::unexpected(candidate.error());
  }
  Stage stage{compare_result_sets(*base, *candidate, config, now_rfc3339(), {true, nullptr}),
              std::move(*candidate), summary->path};
  if (summary->same_programs) {
    stage.report.warnings.emplace_back(
        "A/A: base and candidate are the same programs byte for byte, so every finding is a false "
        "alarm");
  }
  return stage;
}

Result<Stage> measure_all(Context& context, const Config& config, const PairedOptions& options) {
  Result<Stage> first = measure_stage(context, config, options, {});
  if (!first || !config.policy.second_stage) {
    return first;
  }
  const std::set<std::string> again = ids_of(second_stage_rows(first->report));
  if (again.empty()) {
    return first;
  }
  if (context.global.verbosity >= 0) {
    context.err << fmt::format("second stage: {} row{} once more, decided on the new data\n",
                               again.size(), again.size() == 1 ? "" : "s");
  }
  PairedOptions fresh = options;
  fresh.out = first->path + "/second";
  fresh.resume = options.resume && std::filesystem::exists(fresh.out + "/paired.json");
  fresh.seed = options.seed + 1;  // other orders, other paddings: fresh in every respect
  const std::string narrow = filter_of(again);
  fresh.filter = narrow.empty() ? options.filter : narrow;
  const Result<Stage> second = measure_stage(context, config, fresh, again);
  if (!second) {
    return tl::unexpected(second.error());
  }
  first->report = with_second_stage(first->report, second->report);
  return first;
}

constexpr std::size_t kWitnessedRows = 10;  // each is a process a side, a hundred times slower

// The rows that a reader will ask about: slower or undecided.
Result<void> add_paired_witnesses(Context& context, const Config& config,
                                  const PairedArguments& arguments, Stage& stage) {
  WitnessOptions options;
  options.run = arguments.run;
  options.folder = stage.path;
  options.instructions = arguments.witness == "callgrind";
  options.allocations = arguments.witness == "allocations";
  std::set<std::string> ids;
  for (const ReportRow& row : stage.report.rows) {
    if (row.verdict == RowVerdict::kRegressed) {
      ids.insert(row.id);
    }
  }
  ids.merge(ids_of(second_stage_rows(stage.report)));
  for (const std::string& id : ids) {
    if (options.rows.size() == kWitnessedRows) {
      warn(context,
           fmt::format("witnesses of the first {} rows only, of {}", kWitnessedRows, ids.size()));
      break;
    }
    options.rows.push_back({id, filter_of({id})});
  }
  const auto witnesses = collect_witnesses(config, options);
  if (!witnesses) {
    return tl::unexpected(witnesses.error());
  }
  add_witnesses(stage.report, *witnesses);
  return {};
}

Result<void> write_report(const std::string& folder, const GateReport& report) {
  if (auto json = write_file_atomic(folder + "/compare.json", dump_json(report_to_json(report)));
      !json) {
    return json;
  }
  return write_file_atomic(folder + "/compare.md", render_markdown(report));
}

}  // namespace

int paired(Context& context, PairedArguments& arguments) {
  if (const auto usable = check_sources(arguments); !usable) {
    return fail(context, usable.error());
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  PairedOptions& options = arguments.run;
  options.seed = arguments.seed.empty() ? config->policy.seed : std::stoull(arguments.seed);
  options.rounds = arguments.rounds.empty() ? 0 : std::stoi(arguments.rounds);
  options.progress = context.progress;
  if (!context.progress && context.global.verbosity >= 0) {
    options.notify = [&context](const std::string& line) { context.err << line << std::endl; };
  }
  Worktrees worktrees(*config, arguments.keep_worktrees, options.notify);
  if (const auto built = build_sides(context, worktrees, config->build.variants, arguments);
      !built) {
    return fail(context, built.error());
  }
  Result<Stage> stage = measure_all(context, *config, options);
  if (!stage) {
    return fail(context, stage.error());
  }
  if (!arguments.witness.empty()) {
    if (const auto added = add_paired_witnesses(context, *config, arguments, *stage); !added) {
      return fail(context, added.error());
    }
  }
  warn_of_machine(context);
  const int exit_code = print_report(context, stage->report);
  if (const auto written = write_report(stage->path, stage->report); !written) {
    return fail(context, written.error());
  }
  if (context.global.verbosity >= 0) {
    context.err << "rounds and report: " << terminal_safe(stage->path) << '\n';
  }
  return exit_code;
}

}  // namespace perfgate::cli
