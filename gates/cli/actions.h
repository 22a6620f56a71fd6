// SPDX-License-Identifier: Apache-2.0
// The work behind the verbs compare, gate, report, baseline and verify, free of CLI11: options in,
// exit code out.
#pragma once

#include "ci_outputs.h"
#include "verbs.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace perfgate::cli {

struct CompareOptions {
  std::string baseline, current;          // current "" = newest run
  std::string both_sets = "new";          // --criterion-set
  std::string baseline_set, current_set;  // "" = both_sets
  std::string filter;
  bool paired = false;  // the runs of both sides are rounds
};

struct GateOptions {
  std::string baseline;  // "" = of this machine
  std::string current;   // "" = run the suites
  std::string name = "suite";
  std::vector<std::string> features;
  std::string profile;  // "" = full
  std::string filter;
  int rounds = 0;  // 0 = config
  std::optional<std::uint64_t> seed;
  bool paired = false;                // the runs of BASELINE and CURRENT are rounds
  bool history = false;               // add the results, also when the configuration names none
  std::vector<std::string> receipts;  // files
  CiOutputs ci;
};

struct BaselineSaveOptions {
  std::string run, out, name = "suite", filter;
  std::size_t max_runs = 0;  // 0 = all
};

[[nodiscard]] int compare(Context& context, const CompareOptions& options);
[[nodiscard]] int gate(Context& context, const GateOptions& options);
[[nodiscard]] int report(Context& context, const std::string& path);
[[nodiscard]] int baseline_save(Context& context, const BaselineSaveOptions& options);
[[nodiscard]] int baseline_show(Context& context, const std::string& path);
[[nodiscard]] int baseline_verify(Context& context, const std::string& path);
[[nodiscard]] int verify(Context& context, const std::vector<std::string>& paths);

/// Path of the newest complete run below config.runs_dir, by the time that its run.json states.
/// Runs that cannot be used are named on context.err.
[[nodiscard]] Result<std::string> newest_run(Context& context, const Config& config);

/// <baselines_dir>/<machine key>/<name>.json.
[[nodiscard]] std::string baseline_path(const Config& config, const std::string& machine_key,
                                        const std::string& name);

/// Content of a baseline or point file, checked in every way that comparing with it would.
[[nodiscard]] Result<ResultSet> read_baseline(const std::string& path);

}  // namespace perfgate::cli
