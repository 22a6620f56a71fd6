// SPDX-License-Identifier: Apache-2.0
// Trends as series of logarithms, searched for change points together: one family over all rows
// that were asked for.
#include <perfgate/history.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace perfgate {
namespace {

// ln(median) of every point; empty when some median has no logarithm.
std::vector<double> log_medians_of(const Trend& trend, std::size_t from) {
  std::vector<double> logs;
  for (std::size_t i = from; i < trend.points.size(); ++i) {
    const double median = trend.points[i].value.median;
    if (!(median > 0) || !std::isfinite(median)) {
      return {};
    }
    logs.push_back(std::log(median));
  }
  return logs;
}

struct Searched {
  std::vector<double> levels;
  std::size_t first = 0;  // point of the first level
};

Searched levels_of(const Trend& trend, TrendChanges& result) {
  Searched searched;
  const std::size_t count = trend.points.size();
  searched.first = count > stats::kMostHistory ? count - stats::kMostHistory : 0;
  if (searched.first == 0) {
    searched.levels = chained_levels(trend);
  }
  result.paired = !searched.levels.empty();
  if (!result.paired) {
    searched.levels = log_medians_of(trend, searched.first);
    if (searched.levels.empty()) {
      result.note = "it has values that are not above zero";
    }
  }
  if (!searched.levels.empty() && searched.levels.size() < stats::kLeastHistory) {
    const std::size_t runs = searched.levels.size();
    result.note = fmt::format("{} run{}; a search needs {}", runs, runs == 1 ? "" : "s",
                              stats::kLeastHistory);
    searched.levels.clear();
  }
  return searched;
}

}  // namespace

std::vector<double> chained_levels(const Trend& trend) {
  std::map<std::string, double> level_of_commit;
  std::vector<double> levels;
  for (const TrendPoint& point : trend.points) {
    const HistoryRun& about = point.about;
    if (!point.value.ratio || about.base_commit.empty()) {
      return {};
    }
    if (levels.empty()) {
      level_of_commit[about.base_commit] = 0;
    }
    const auto base = level_of_commit.find(about.base_commit);
    if (base == level_of_commit.end()) {
      return {};
    }
    const double level = base->second + point.value.ratio->estimate;
    levels.push_back(level);
    // A base that is measured again and again stays where it was: it is the reference.
    if (!about.commit.empty()) {
      level_of_commit.emplace(about.commit, level);
    }
  }
  return levels;
}

std::vector<TrendChanges> search_trends(const std::vector<Trend>& trends,
                                        const stats::ChangeRules& rules) {
  std::vector<TrendChanges> results(trends.size());
  std::vector<std::size_t> first(trends.size());
  std::vector<std::vector<double>> histories(trends.size());
  for (std::size_t i = 0; i < trends.size(); ++i) {
    Searched searched = levels_of(trends[i], results[i]);
    histories[i] = std::move(searched.levels);
    first[i] = searched.first;
  }
  std::vector<stats::RowChanges> found = stats::find_changes(histories, rules);
  for (std::size_t i = 0; i < trends.size(); ++i) {
    TrendChanges& result = results[i];
    result.statistics = std::move(found[i]);
    if (!result.statistics.searched && result.note.empty()) {
      result.note = "all its values are equal";
    }
    for (const stats::ChangePoint& point : result.statistics.points) {
      const bool up = point.change > 0;
      const bool worse = up == (trends[i].direction == Direction::kLowerIsBetter);
      result.changes.push_back({point, first[i] + point.index, worse});
    }
  }
  return results;
}

}  // namespace perfgate
