// SPDX-License-Identifier: Apache-2.0
// The history for programs: JSON as the schemas say, and trends as CSV.
#include <perfgate/history_report.h>
#include <perfgate/version.h>

#include <fmt/format.h>

#include <cmath>

namespace perfgate {
namespace {

Json number_or_null(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json exp_or_null(const std::optional<double>& log) {
  return log ? number_or_null(std::exp(*log)) : Json(nullptr);
}

Json head(const char* schema, const std::string& path) {
  return {{"schema", schema},
          {"tool", {{"name", "perfgate"}, {"version", version()}}},
          {"history", path}};
}

Json run_facts(std::int64_t number, const HistoryRun& run) {
  return {{"run", number},
          {"created", run.created},
          {"commit", run.commit},
          {"ref", run.ref},
          {"base_commit", run.base_commit},
          {"kind", run.kind},
          {"path", run.path},
          {"verdict", run.verdict.empty() ? Json(nullptr) : Json(run.verdict)}};
}

Json ratio_facts(const HistoryValue& value) {
  if (!value.ratio) {
    return nullptr;
  }
  return {{"estimate", exp_or_null(value.ratio->estimate)},
          {"lower", exp_or_null(value.ratio->lower)},
          {"upper", exp_or_null(value.ratio->upper)}};
}

Json trend_facts(const Trend& trend) {
  return {{"id", trend.id},
          {"metric", trend.metric},
          {"unit", trend.unit},
          {"direction", direction_name(trend.direction)},
          {"machine_key", trend.machine_key}};
}

Json point_facts(const TrendPoint& point) {
  Json json = run_facts(point.run, point.about);
  json["runs"] = point.value.runs;
  json["samples"] = point.value.samples;
  json["median"] = number_or_null(point.value.median);
  json["minimum"] = number_or_null(point.value.minimum);
  json["sd"] = number_or_null(point.value.sd);
  json["between_sd"] = number_or_null(point.value.between_sd);
  json["ratio"] = ratio_facts(point.value);
  return json;
}

Json place_facts(const TrendPoint& point) {
  return {{"run", point.run}, {"created", point.about.created}, {"commit", point.about.commit}};
}

Json change_facts(const Trend& trend, const TrendChange& change) {
  return {{"index", change.index},
          {"before", place_facts(trend.points[change.index - 1])},
          {"after", place_facts(trend.points[change.index])},
          {"ratio",
           {{"estimate", std::exp(change.point.change)},
            {"lower", exp_or_null(change.point.interval.lower)},
            {"upper", exp_or_null(change.point.interval.upper)}}},
          {"worse", change.worse},
          {"p_value", change.point.p_value}};
}

// A cell that a spreadsheet might evaluate gets an apostrophe; quotes are doubled.
std::string cell(const std::string& text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  const bool formula = !text.empty() && kFormula.find(text.front()) != std::string_view::npos;
  std::string safe = formula ? "'" + text : text;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) {
    return safe;
  }
  std::string quoted = "\"";
  for (const char c : safe) {
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return quoted + "\"";
}

std::string figure(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

std::string ratio_figure(const std::optional<double>& log) {
  return log ? figure(std::exp(*log)) : "";
}

}  // namespace

Json runs_to_json(const std::vector<StoredRun>& runs, const std::string& path) {
  Json json = head("perfgate/history/1", path);
  json["runs"] = Json::array();
  for (const StoredRun& stored : runs) {
    Json run = run_facts(stored.number, stored.run);
    run["machine_key"] = stored.run.machine_key;
    run["rows"] = stored.rows;
    json["runs"].push_back(std::move(run));
  }
  return json;
}

Json trends_to_json(const std::vector<Trend>& trends, const std::string& path) {
  Json json = head("perfgate/trend/1", path);
  json["trends"] = Json::array();
  for (const Trend& trend : trends) {
    Json facts = trend_facts(trend);
    facts["points"] = Json::array();
    for (const TrendPoint& point : trend.points) {
      facts["points"].push_back(point_facts(point));
    }
    json["trends"].push_back(std::move(facts));
  }
  return json;
}

std::string trends_csv(const std::vector<Trend>& trends) {
  std::string text =
      "id,metric,unit,direction,machine_key,run,created,commit,ref,base_commit,verdict,runs,"
      "samples,median,minimum,sd,between_sd,ratio,ratio_lower,ratio_upper\r\n";
  for (const Trend& trend : trends) {
    const std::string row =
        fmt::format("{},{},{},{},{}", cell(trend.id), cell(trend.metric), cell(trend.unit),
                    direction_name(trend.direction), cell(trend.machine_key));
    for (const TrendPoint& point : trend.points) {
      const HistoryRun& run = point.about;
      const HistoryValue& value = point.value;
      const LogRatio* const ratio = value.ratio ? &*value.ratio : nullptr;
      text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", row, point.run,
                          cell(run.created), cell(run.commit), cell(run.ref), cell(run.base_commit),
                          cell(run.verdict), value.runs, value.samples, figure(value.median),
                          figure(value.minimum), figure(value.sd), figure(value.between_sd),
                          ratio == nullptr ? "" : ratio_figure(ratio->estimate),
                          ratio == nullptr ? "" : ratio_figure(ratio->lower),
                          ratio == nullptr ? "" : ratio_figure(ratio->upper));
    }
  }
  return text;
}

Json changes_to_json(const std::vector<Trend>& trends, const std::vector<TrendChanges>& changes,
                     const stats::ChangeRules& rules, const std::string& path) {
  Json json = head("perfgate/changepoints/1", path);
  json["alpha"] = rules.alpha;
  json["least_change"] = rules.least_change;
  json["confidence"] = rules.confidence;
  json["seed"] = rules.seed;
  json["rows"] = Json::array();
  for (std::size_t i = 0; i < trends.size(); ++i) {
    const TrendChanges& result = changes[i];
    const bool searched = result.statistics.searched;
    Json facts = trend_facts(trends[i]);
    facts["points"] = trends[i].points.size();
    facts["evidence"] = result.paired ? "paired" : "median";
    facts["searched"] = searched;
    facts["note"] = result.note;
    facts["p_value"] = searched ? Json(result.statistics.p_value) : Json(nullptr);
    facts["p_adjusted"] = searched ? Json(result.statistics.p_adjusted) : Json(nullptr);
    facts["lag1"] = searched ? Json(result.statistics.lag1) : Json(nullptr);
    facts["changes"] = Json::array();
    for (const TrendChange& change : result.changes) {
      facts["changes"].push_back(change_facts(trends[i], change));
    }
    json["rows"].push_back(std::move(facts));
  }
  return json;
}

}  // namespace perfgate
