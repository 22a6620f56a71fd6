// SPDX-License-Identifier: Apache-2.0
// The verbs baseline save, show and verify. What a baseline must be is decided by the baseline
// module; here are only file names and printing.
#include "actions.h"

#include <perfgate/baseline.h>
#include <perfgate/files.h>
#include <perfgate/ingest.h>
#include <perfgate/stats.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace perfgate::cli {
namespace {

// Keeps the last `max_runs` runs by name; returns how many rows had no sample in them.
std::size_t keep_last_runs(ResultSet& results, std::size_t max_runs) {
  if (max_runs == 0 || results.run_names.size() <= max_runs) {
    return 0;
  }
  std::sort(results.run_names.begin(), results.run_names.end());
  results.run_names.erase(results.run_names.begin(),
                          results.run_names.end() - static_cast<std::ptrdiff_t>(max_runs));
  const std::set<std::string> kept(results.run_names.begin(), results.run_names.end());
  for (Row& row : results.rows) {
    std::erase_if(row.runs, [&](const RunSamples& run) { return !kept.contains(run.run); });
  }
  return std::erase_if(results.rows, [](const Row& row) { return row.runs.empty(); });
}

Result<std::string> save_path(const Context& context, const BaselineSaveOptions& options,
                              const ResultSet& results) {
  if (!options.out.empty()) {
    return options.out;
  }
  if (!results.machine) {
    return input_error(results.path +
                       " does not say which machine it comes from: name the file with --out");
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return tl::unexpected(config.error());
  }
  return baseline_path(*config, results.machine->key(), options.name);
}

std::string spread_text(const std::vector<double>& values) {
  return values.size() < 2 ? std::string("-")
                           : fmt::format("{:.1f} %", stats::coefficient_of_variation(values) * 100);
}

std::string row_line(const Row& row) {
  std::vector<double> values;
  for (const RunSamples& run : row.runs) {
    values.insert(values.end(), run.values.begin(), run.values.end());
  }
  const bool published = row.published.has_value();
  const std::string value = published        ? format_value(row.published->value, row.unit)
                            : values.empty() ? std::string("-")
                                             : format_value(stats::median(values), row.unit);
  const std::string origin = published ? row.published->source
                                       : fmt::format("{} runs, {} samples, cv {}", row.runs.size(),
                                                     values.size(), spread_text(values));
  return fmt::format("  {}  {}  {}  ({})\n", terminal_safe(row.id), terminal_safe(row.metric),
                     terminal_safe(value), terminal_safe(origin));
}

std::string known(const std::string& text) {
  return text.empty() ? "unknown" : terminal_safe(text);
}

std::string described(const ResultSet& results) {
  std::string text = fmt::format(
      "{}\n  kind     {}\n  created  {}\n  commit   {}\n  machine  {}\n  runs     {}\n  rows     "
      "{}\n\n",
      terminal_safe(results.path), results.kind, known(results.created), known(results.commit),
      results.machine ? results.machine->key() : "unknown", results.run_names.size(),
      results.rows.size());
  for (const Row& row : results.rows) {
    text += row_line(row);
  }
  for (const std::string& warning : results.warnings) {
    text += "  warning: " + terminal_safe(warning) + "\n";
  }
  return text;
}

}  // namespace

Result<ResultSet> read_baseline(const std::string& path) {
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return baseline_from_json(*json, path);
}

int baseline_save(Context& context, const BaselineSaveOptions& options) {
  const Result<void> format = refuse_format(context, "baseline save", false);
  if (!format) {
    return fail(context, format.error());
  }
  Result<ResultSet> results = ingest(options.run, {"new", options.filter});
  if (!results) {
    return fail(context, results.error());
  }
  const std::size_t dropped = keep_last_runs(*results, options.max_runs);
  if (dropped > 0) {
    warn(context, fmt::format("{} rows have no sample in the last {} runs and are not saved",
                              dropped, options.max_runs));
  }
  const Result<std::string> path = save_path(context, options, *results);
  if (!path) {
    return fail(context, path.error());
  }
  const Result<Json> json = baseline_to_json(*results, now_rfc3339());
  if (!json) {
    return fail(context, json.error());
  }
  const Result<void> written = write_file_atomic(*path, dump_json(*json));
  if (!written) {
    return fail(context, written.error());
  }
  const std::size_t runs = results->run_names.size();
  if (runs < 5) {
    warn(context, fmt::format("the baseline has {} {}; five or more are needed to see the variance "
                              "between runs (perfgate run --rounds 5)",
                              runs, runs == 1 ? "run" : "runs"));
  }
  context.out << fmt::format("saved {} ({} rows, {} runs)\n", terminal_safe(*path),
                             results->rows.size(), runs);
  return code(ExitCode::kPass);
}

int baseline_show(Context& context, const std::string& path) {
  const Result<void> format = refuse_format(context, "baseline show", true);
  if (!format) {
    return fail(context, format.error());
  }
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return fail(context, json.error());
  }
  const Result<ResultSet> results = baseline_from_json(*json, path);
  if (!results) {
    return fail(context, results.error());
  }
  context.out << (context.global.format == Format::kJson ? dump_json(*json) : described(*results));
  return code(ExitCode::kPass);
}

int baseline_verify(Context& context, const std::string& path) {
  const Result<void> format = refuse_format(context, "baseline verify", false);
  if (!format) {
    return fail(context, format.error());
  }
  const Result<ResultSet> results = read_baseline(path);
  if (!results) {
    return fail(context, results.error());
  }
  context.out << fmt::format("{}: ok ({} rows, {} runs)\n", terminal_safe(path),
                             results->rows.size(), results->run_names.size());
  return code(ExitCode::kPass);
}

}  // namespace perfgate::cli
