// SPDX-License-Identifier: Apache-2.0
// The history for programs: JSON as the schemas say, and trends as CSV.
#include "formats/csv_text.h"

#include <perfgate/history_report.h>
#include <perfgate/version.h>

#include <fmt/format.h>

#include <cmath>

namespace perfgate {
namespace {

using namespace formats_detail;  // CSV is written by one hand

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

std::string ratio_figure(const std::optional<double>& log) {
  return log ? csv_number(std::exp(*log)) : std::string();
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
    for (const TrendPoint& point : trend.points) {
      const HistoryRun& run = point.about;
      const HistoryValue& value = point.value;
      const std::optional<double> none;
      const LogRatio* const ratio = value.ratio ? &*value.ratio : nullptr;
      text += csv_record({csv_text(trend.id),
                          csv_text(trend.metric),
                          csv_text(trend.unit),
                          direction_name(trend.direction),
                          csv_text(trend.machine_key),
                          std::to_string(point.run),
                          csv_text(run.created),
                          csv_text(run.commit),
                          csv_text(run.ref),
                          csv_text(run.base_commit),
                          csv_text(run.verdict),
                          std::to_string(value.runs),
                          std::to_string(value.samples),
                          csv_number(value.median),
                          csv_number(value.minimum),
                          csv_number(value.sd),
                          csv_number(value.between_sd),
                          ratio_figure(ratio == nullptr ? none : ratio->estimate),
                          ratio_figure(ratio == nullptr ? none : ratio->lower),
                          ratio_figure(ratio == nullptr ? none : ratio->upper)});
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
