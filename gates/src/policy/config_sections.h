// SPDX-License-Identifier: Apache-2.0
// The sections of perfgate.toml, each read from its table into the Config; members are named as in
// Policy, Slo, Waiver, Suite and Config:
//   [policy]                alpha, noise_band, power, minor_pct, major_pct, critical_pct,
//                           investigate_pct, escalate_pct, blocking, floor_ns, undecided, missing,
//                           seed, run_summary, reserved_share, second_stage,
//                           waiver_grace_days
//   [policy.tolerance_pct]  <feature> = limit in percent; cpu, gpu and memory have defaults
//   [run]                   rounds, round_spacing_s, paired_rounds, steal_pct, runs_dir,
//                           baselines_dir, reports_dir, baselines_kept; history = file
//   [build]                 commands = [[argv], ...]; timeout_s = 3600
//   [[slo]]                 id, op, limit, unit; critical = false; title = id; metric = "time";
//   then rows (and over for
//                           a ratio in unit "x"), or deferred = the reason, or neither
//   [[waiver]]              row, ceiling_pct, expires (date), owner, reason; metric = "time"; issue
//   [[suite]]               name, command; features = ["cpu"]; list; profile.<name> = [arguments];
//                           output = "criterion"; timeout_s = 300; plan; cores = 0
#pragma once

#include "policy/toml_table.h"

#include <perfgate/config.h>

namespace perfgate {

void read_policy(const toml::table& table, TomlFaults& faults, Policy& policy);
void read_build(const toml::table& table, TomlFaults& faults, Config& config);
void read_run(const toml::table& table, TomlFaults& faults, Config& config);
void read_slo(const toml::table& table, TomlFaults& faults, Config& config);
void read_waiver(const toml::table& table, TomlFaults& faults, Config& config);
void read_suite(const toml::table& table, TomlFaults& faults, Config& config);

}  // namespace perfgate
