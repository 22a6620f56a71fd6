// SPDX-License-Identifier: Apache-2.0
// Collects witnesses row by row from a paired run that is complete. What cannot be had is said in
// one clause; only an interrupt or an unreadable run is an error.
#include "runner/callgrind.h"
#include "runner/dhat.h"
#include "runner/run_json.h"
#include "runner/schedule.h"
#include "runner/suite_plan.h"

#include <perfgate/files.h>
#include <perfgate/stats.h>
#include <perfgate/text.h>
#include <perfgate/witness.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace perfgate {
namespace {

namespace fs = std::filesystem;
using namespace runner_detail;  // this module's own names

struct WitnessSide {
  std::string directory;
  RunRecord record;
  std::vector<PlannedSuite> suites;
};

Result<WitnessSide> read_side(const Config& config, const WitnessOptions& options, const char* name,
                              const std::string& directory) {
  const std::string path = options.folder + "/" + name + "/run.json";
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  Result<RunRecord> record = run_from_json(*json, path);
  if (!record) {
    return tl::unexpected(record.error());
  }
  for (const Json& expected : json->at("expected")) {
    record->expected.push_back(
        {expected.at("suite"), expected.at("rows").get<std::vector<std::string>>()});
  }
  RunOptions run;
  run.features = options.run.features;
  run.profile = options.run.profile;
  Config there = config;
  there.directory = directory;
  auto suites = select_suites(there, run);
  if (!suites) {
    return tl::unexpected(suites.error());
  }
  for (PlannedSuite& planned : *suites) {  // select_suites points into its own config
    planned.suite = &config.suites[static_cast<std::size_t>(planned.suite - there.suites.data())];
  }
  return WitnessSide{directory, std::move(*record), std::move(*suites)};
}

// The suite that promised the row; the only one when rows were not listed.
std::string suite_of(const WitnessSide& side, const std::string& id) {
  for (const ExpectedRows& expected : side.record.expected) {
    if (std::find(expected.rows.begin(), expected.rows.end(), id) != expected.rows.end()) {
      return expected.suite;
    }
  }
  return side.suites.size() == 1 ? side.suites.front().suite->name : std::string();
}

const PlannedSuite* planned_of(const WitnessSide& side, const std::string& suite) {
  const auto found =
      std::find_if(side.suites.begin(), side.suites.end(),
                   [&](const PlannedSuite& planned) { return planned.suite->name == suite; });
  return found == side.suites.end() ? nullptr : &*found;
}

std::optional<double> peak_rss(const WitnessSide& side, const std::string& suite) {
  std::vector<double> peaks;
  for (const ProcessRecord& process : side.record.processes) {
    if (process.suite == suite && process.max_rss_bytes > 0) {
      peaks.push_back(static_cast<double>(process.max_rss_bytes));
    }
  }
  return peaks.empty() ? std::nullopt : std::optional(stats::median(peaks));
}

std::optional<double> binary_size(const WitnessSide& side, const std::string& suite) {
  const PlannedSuite* planned = planned_of(side, suite);
  if (planned == nullptr || planned->command.front().find('/') == std::string::npos) {
    return std::nullopt;
  }
  std::error_code error;
  const auto size = fs::file_size(fs::path(side.directory) / planned->command.front(), error);
  return error ? std::nullopt : std::optional(static_cast<double>(size));
}

Witness figure(const char* name, std::optional<double> base, std::optional<double> candidate,
               const char* missing) {
  return {name, "B", base, candidate, base && candidate ? "" : missing};
}

/// A tool that counts, and the witnesses that its figures are.
struct Counter {
  struct Figure {
    const char *name, *unit;
  };

  Result<ToolCounts> (*count)(const std::vector<std::string>& argv, const std::string& directory,
                              const std::string& scratch, double timeout_s);
  std::vector<Figure> figures;
};

// The row's own process on one side.
Result<ToolCounts> counts_of(const Counter& counter, const WitnessOptions& options,
                             const WitnessSide& side, const std::string& suite,
                             const std::string& filter) {
  const PlannedSuite* planned = planned_of(side, suite);
  const fs::path plan = fs::absolute(fs::path(options.folder) / "plan" / path_component(suite));
  std::error_code error;
  if (planned == nullptr || planned->suite->plan.empty() || !fs::exists(plan / "complete", error)) {
    return ToolCounts{{}, "the suite has no plan: both sides would do different amounts of work"};
  }
  const fs::path scratch = fs::absolute(fs::path(options.folder) / "witness");
  fs::remove_all(scratch, error);
  fs::create_directories(scratch / "out", error);
  const Substitutions values{(scratch / "out").string(), filter,
                             std::to_string(round_seed(options.run.seed, 0)),
                             (plan / "round" / path_component(suite)).string()};
  std::vector<std::string> arguments = planned->command;
  const bool filtered = std::any_of(arguments.begin(), arguments.end(), [](const auto& argument) {
    return argument.find("{filter}") != std::string::npos;
  });
  if (!filtered) {
    return ToolCounts{{}, "the suite's command has no {filter}: a row cannot run alone"};
  }
  arguments.insert(arguments.end(), planned->suite->plan.begin(), planned->suite->plan.end());
  for (std::string& argument : arguments) {
    argument = substituted(argument, values);
  }
  auto counts =
      counter.count(arguments, side.directory, scratch.string(), planned->suite->timeout_s);
  fs::remove_all(scratch, error);
  return counts;
}

Result<std::vector<Witness>> counted(const Counter& counter, const WitnessOptions& options,
                                     const WitnessSide& base, const WitnessSide& candidate,
                                     const std::string& suite, const std::string& filter) {
  std::vector<Witness> witnesses;
  for (const auto& [name, unit] : counter.figures) {
    witnesses.push_back({name, unit, std::nullopt, std::nullopt, valgrind_missing()});
  }
  for (const bool now : {false, true}) {
    if (!witnesses.front().missing.empty()) {
      break;
    }
    const auto counts = counts_of(counter, options, now ? candidate : base, suite, filter);
    if (!counts) {
      return tl::unexpected(counts.error());
    }
    for (std::size_t i = 0; i < witnesses.size(); ++i) {
      witnesses[i].missing = counts->missing;
      if (counts->missing.empty()) {
        (now ? witnesses[i].candidate : witnesses[i].base) = counts->figures.at(i);
      }
    }
  }
  return witnesses;
}

std::vector<Counter> counters_of(const WitnessOptions& options) {
  std::vector<Counter> counters;
  if (options.instructions) {
    counters.push_back({count_instructions, {{"instructions", "1"}}});
  }
  if (options.allocations) {
    counters.push_back({count_allocations, {{"allocations", "1"}, {"allocated", "B"}}});
  }
  return counters;
}

}  // namespace

Result<std::vector<RowWitnesses>> collect_witnesses(const Config& config,
                                                    const WitnessOptions& options) {
  const auto base = read_side(config, options, "base", options.run.base);
  if (!base) {
    return tl::unexpected(base.error());
  }
  const auto candidate = read_side(config, options, "candidate", options.run.candidate);
  if (!candidate) {
    return tl::unexpected(candidate.error());
  }
  std::vector<RowWitnesses> rows;
  for (const auto& [id, filter] : options.rows) {
    const std::string suite = suite_of(*base, id);
    RowWitnesses row{id, {}};
    row.witnesses.push_back(figure("peak_rss", peak_rss(*base, suite), peak_rss(*candidate, suite),
                                   "the processes of this row are not known"));
    row.witnesses.push_back(figure("binary_size", binary_size(*base, suite),
                                   binary_size(*candidate, suite),
                                   "the program is found through PATH, or is gone"));
    for (const Counter& counter : counters_of(options)) {
      const auto more = counted(counter, options, *base, *candidate, suite, filter);
      if (!more) {
        return tl::unexpected(more.error());
      }
      row.witnesses.insert(row.witnesses.end(), more->begin(), more->end());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace perfgate
