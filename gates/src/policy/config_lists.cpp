// SPDX-License-Identifier: Apache-2.0
// [[slo]], [[waiver]] and [[suite]].
#include "policy/config_sections.h"
#include "policy/row_pattern.h"
#include "policy/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace perfgate {
namespace {

constexpr double kMaxLimit = 1e18;

void check_pattern(TomlTable& section, std::string_view key, const std::string& pattern) {
  if (const Result<RowPattern> compiled = RowPattern::compile(pattern); !compiled) {
    section.fault(key, compiled.error().message);
  }
}

void not_empty(TomlTable& section, std::string_view key, const std::string& value) {
  section.require(key);
  if (section.has(key) && value.empty()) {
    section.fault(key, "must not be empty");
  }
}

void check_slo(TomlTable& section, const Slo& slo) {
  check_pattern(section, "rows", slo.rows);
  check_pattern(section, "over", slo.over);
  if (!slo.rows.empty() && !slo.deferred.empty()) {
    section.fault("deferred", "an SLO that names 'rows' is measured; wanted one of the two");
  }
  if (!slo.over.empty() && slo.rows.empty()) {
    section.fault("over", "a ratio needs 'rows' as well");
  }
  if (!slo.over.empty() && slo.unit != "x" && slo.unit != "1") {
    section.fault("unit", fmt::format("a ratio has unit 'x', not '{}'", slo.unit));
  }
  if (slo.unit == "x" && slo.over.empty() && slo.deferred.empty()) {
    section.fault("unit", "unit 'x' is a ratio of rows; 'over' is missing");
  }
  if (slo.metric == "worse_pct" && slo.unit != "%") {
    section.fault("unit", fmt::format("metric worse_pct has unit '%', not '{}'", slo.unit));
  }
  if (slo.limit <= 0 && unit_needs_positive(slo.unit)) {
    section.fault("limit",
                  fmt::format("{} {} is impossible; wanted more than 0", slo.limit, slo.unit));
  }
}

}  // namespace

void read_slo(const toml::table& table, TomlFaults& faults, Config& config) {
  TomlTable section(table, "[[slo]]", faults);
  Slo slo;
  slo.metric = "time";
  section.text("id", slo.id);
  section.text("title", slo.title);
  section.text("rows", slo.rows);
  section.text("metric", slo.metric);
  section.choice("op", slo.op, {"<=", "<", ">=", ">"});
  section.number("limit", slo.limit, {-kMaxLimit, kMaxLimit, false});
  section.choice("unit", slo.unit, slo_units());
  section.text("over", slo.over);
  section.text("deferred", slo.deferred);
  section.flag("critical", slo.critical);
  section.finish();
  not_empty(section, "id", slo.id);
  for (std::string_view key : {"op", "limit", "unit"}) {
    section.require(key);
  }
  check_slo(section, slo);
  if (slo.title.empty()) {
    slo.title = slo.id;
  }
  const bool repeated = std::any_of(config.slos.begin(), config.slos.end(),
                                    [&](const Slo& other) { return other.id == slo.id; });
  if (repeated) {
    section.fault("id", fmt::format("'{}' is defined twice", slo.id));
  }
  config.slos.push_back(std::move(slo));
}

void read_waiver(const toml::table& table, TomlFaults& faults, Config& config) {
  TomlTable section(table, "[[waiver]]", faults);
  Waiver waiver;
  waiver.metric = "time";
  section.text("row", waiver.row);
  section.text("metric", waiver.metric);
  section.number("ceiling_pct", waiver.ceiling_pct, {0, 1e6, false});
  section.date("expires", waiver.expires);
  section.text("owner", waiver.owner);
  section.text("issue", waiver.issue);
  section.text("reason", waiver.reason);
  section.finish();
  not_empty(section, "row", waiver.row);
  not_empty(section, "owner", waiver.owner);
  not_empty(section, "reason", waiver.reason);
  section.require("ceiling_pct");
  section.require("expires");
  const bool repeated =
      std::any_of(config.waivers.begin(), config.waivers.end(), [&](const Waiver& other) {
        return other.row == waiver.row && other.metric == waiver.metric;
      });
  if (repeated) {
    section.fault("row", fmt::format("'{}' ({}) is waived twice", waiver.row, waiver.metric));
  }
  config.waivers.push_back(std::move(waiver));
}

void read_suite(const toml::table& table, TomlFaults& faults, Config& config) {
  TomlTable section(table, "[[suite]]", faults);
  Suite suite;
  suite.features = {"cpu"};
  section.text("name", suite.name);
  section.texts("features", suite.features);
  section.texts("command", suite.command);
  section.texts("list", suite.list);
  if (const toml::table* profiles = section.table("profile")) {
    TomlTable free(*profiles, "[suite.profile]", faults);
    for (const std::string& name : free.keys()) {
      free.texts(name, suite.profile[name]);
    }
  }
  section.choice("output", suite.output, {"criterion", "google_benchmark"});
  section.number("timeout_s", suite.timeout_s, {0, 86400, true});
  section.texts("plan", suite.plan);
  std::int64_t cores = suite.cores;
  section.integer("cores", cores, 0, 4096);
  suite.cores = static_cast<int>(cores);
  section.finish();
  not_empty(section, "name", suite.name);
  section.require("command");
  if (section.has("command") && (suite.command.empty() || suite.command.front().empty())) {
    section.fault("command", "must name a program");
  }
  if (suite.features.empty()) {
    section.fault("features", "must not be empty");
  }
  const bool repeated = std::any_of(config.suites.begin(), config.suites.end(),
                                    [&](const Suite& other) { return other.name == suite.name; });
  if (repeated) {
    section.fault("name", fmt::format("'{}' is defined twice", suite.name));
  }
  config.suites.push_back(std::move(suite));
}

}  // namespace perfgate
