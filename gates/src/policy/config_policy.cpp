// SPDX-License-Identifier: Apache-2.0
// [policy], [policy.tolerance_pct] and [run].
#include "policy/config_sections.h"
#include "policy/names.h"

#include <fmt/format.h>

namespace perfgate {
namespace {

constexpr double kMaxPercent = 1e6;
constexpr TomlTable::Range kPercent{0, kMaxPercent, false};
constexpr TomlTable::Range kOpenUnit{0, 1, true};

void check_order(TomlTable& section, const Policy& policy) {
  if (policy.minor_pct > policy.major_pct || policy.major_pct > policy.critical_pct) {
    const std::string_view key = section.has("minor_pct")   ? "minor_pct"
                                 : section.has("major_pct") ? "major_pct"
                                                            : "critical_pct";
    section.fault(key,
                  fmt::format("the classes are inverted: minor_pct {}, major_pct {}, critical_pct "
                              "{} must not fall",
                              policy.minor_pct, policy.major_pct, policy.critical_pct));
  }
  if (policy.investigate_pct > policy.escalate_pct) {
    section.fault("investigate_pct", fmt::format("{} is above escalate_pct {}",
                                                 policy.investigate_pct, policy.escalate_pct));
  }
  if (policy.noise_band * 100 > policy.minor_pct) {
    section.fault("noise_band", fmt::format("{} (a fraction) is wider than minor_pct {} %",
                                            policy.noise_band, policy.minor_pct));
  }
}

}  // namespace

void read_policy(const toml::table& table, TomlFaults& faults, Policy& policy) {
  TomlTable section(table, "[policy]", faults);
  section.number("alpha", policy.alpha, kOpenUnit);
  section.number("noise_band", policy.noise_band, {0, 1, false});
  section.number("power", policy.power, kOpenUnit);
  section.number("minor_pct", policy.minor_pct, kPercent);
  section.number("major_pct", policy.major_pct, kPercent);
  section.number("critical_pct", policy.critical_pct, kPercent);
  section.number("investigate_pct", policy.investigate_pct, kPercent);
  section.number("escalate_pct", policy.escalate_pct, kPercent);
  std::string blocking = class_name(policy.blocking);
  section.choice("blocking", blocking, {"acceptable", "minor", "major", "critical"});
  policy.blocking = *class_from(blocking);
  section.number("floor_ns", policy.floor_ns, {0, 1e15, false});
  section.choice("undecided", policy.undecided, {"fail", "warn"});
  section.choice("missing", policy.missing, {"fail", "warn"});
  auto seed = static_cast<std::int64_t>(policy.seed);
  section.integer("seed", seed, 0, INT64_MAX);
  policy.seed = static_cast<std::uint64_t>(seed);
  section.choice("run_summary", policy.run_summary, {"minimum", "median"});
  section.number("reserved_share", policy.reserved_share, {0, 0.9, false});
  section.flag("second_stage", policy.second_stage);
  std::int64_t grace = policy.waiver_grace_days;
  section.integer("waiver_grace_days", grace, 0, 3650);
  policy.waiver_grace_days = static_cast<int>(grace);
  if (const toml::table* tolerances = section.table("tolerance_pct")) {
    TomlTable free(*tolerances, "[policy.tolerance_pct]", faults);
    for (const std::string& feature : free.keys()) {
      free.number(feature, policy.tolerance_pct[feature], kPercent);
    }
  }
  check_order(section, policy);
  section.finish();
}

void read_build(const toml::table& table, TomlFaults& faults, Config& config) {
  TomlTable section(table, "[build]", faults);
  section.text_lists("commands", config.build.commands);
  section.number("timeout_s", config.build.timeout_s, {0, 86400, true});
  std::int64_t variants = config.build.variants;
  section.integer("variants", variants, 1, 16);
  config.build.variants = static_cast<int>(variants);
  for (const std::vector<std::string>& command : config.build.commands) {
    if (command.empty() || command.front().empty()) {
      section.fault("commands", "every command must name a program");
    }
  }
  section.finish();
}

void read_run(const toml::table& table, TomlFaults& faults, Config& config) {
  TomlTable section(table, "[run]", faults);
  std::int64_t rounds = config.rounds;
  section.integer("rounds", rounds, 1, 1000);
  config.rounds = static_cast<int>(rounds);
  section.number("round_spacing_s", config.round_spacing_s, {0, 3600, false});
  rounds = config.paired_rounds;
  section.integer("paired_rounds", rounds, 1, 1000);
  config.paired_rounds = static_cast<int>(rounds);
  section.number("steal_pct", config.steal_pct, kPercent);
  section.text("runs_dir", config.runs_dir);
  section.text("baselines_dir", config.baselines_dir);
  section.text("reports_dir", config.reports_dir);
  section.text("history", config.history);
  std::int64_t kept = config.baselines_kept;
  section.integer("baselines_kept", kept, 0, 1000);
  config.baselines_kept = static_cast<int>(kept);
  const std::pair<const char*, const std::string*> folders[] = {
      {"runs_dir", &config.runs_dir},
      {"baselines_dir", &config.baselines_dir},
      {"reports_dir", &config.reports_dir}};
  for (const auto& [key, folder] : folders) {
    if (folder->empty()) {
      section.fault(key, "the name of a folder must not be empty");
    }
  }
  section.finish();
}

}  // namespace perfgate
