// SPDX-License-Identifier: Apache-2.0
// The history for people: runs, trends, change points as terminal text. All names come from outside
// and are made safe.
#include "report/text_table.h"

#include <perfgate/history_report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <cmath>

namespace perfgate {
namespace {

using report_detail::Style;
using report_detail::TextTable;

constexpr std::size_t kShortCommit = 12;
constexpr std::size_t kLineWidth = 40;

std::string short_commit(const std::string& commit) {
  return commit.empty() ? "-" : commit.substr(0, kShortCommit);
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string counted(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string optional_value(const std::optional<double>& value, const std::string& unit) {
  return value ? format_value(*value, unit) : "-";
}

std::optional<double> change_pct(double from, double to) {
  return from != 0 ? std::optional(100 * (to - from) / std::abs(from)) : std::nullopt;
}

std::string ratio_text(const HistoryValue& value) {
  return value.ratio ? format_percent(100 * std::expm1(value.ratio->estimate)) : "-";
}

std::vector<double> medians_of(const Trend& trend) {
  std::vector<double> values;
  for (const TrendPoint& point : trend.points) {
    values.push_back(point.value.median);
  }
  return values;
}

std::string points_table(const Trend& trend, bool color) {
  TextTable table({{"time"},
                   {"commit"},
                   {"ref"},
                   {"runs", true},
                   {"samples", true},
                   {"median", true},
                   {"minimum", true},
                   {"run to run", true},
                   {"change", true},
                   {"paired", true},
                   {"verdict"}});
  const TrendPoint* before = nullptr;
  for (const TrendPoint& point : trend.points) {
    const HistoryValue& value = point.value;
    table.add_row(
        {point.about.created, short_commit(point.about.commit), or_dash(point.about.ref),
         std::to_string(value.runs), std::to_string(value.samples),
         format_value(value.median, trend.unit), optional_value(value.minimum, trend.unit),
         optional_value(value.between_sd, trend.unit),
         before == nullptr ? "-" : format_percent(change_pct(before->value.median, value.median)),
         ratio_text(value), or_dash(point.about.verdict)},
        point.about.verdict == "fail" ? Style::kBad : Style::kPlain);
    before = &point;
  }
  return table.render(color);
}

std::string named_trend(const Trend& trend) {
  return terminal_safe(
      fmt::format("{} ({}) on {}", trend.id, trend.metric,
                  trend.machine_key.empty() ? "an unknown machine" : trend.machine_key));
}

std::string interval_pct(const stats::Interval& interval) {
  return fmt::format("[{:+.1f}, {:+.1f}] %", 100 * std::expm1(interval.lower),
                     100 * std::expm1(interval.upper));
}

std::string change_line(const Trend& trend, const TrendChange& change) {
  const TrendPoint& after = trend.points[change.index];
  const TrendPoint& before = trend.points[change.index - 1];
  return fmt::format("  {} {} {}, {} between {} ({}) and {} ({}), p = {:.2g}\n",
                     change.worse ? "\u2717" : "\u2713", change.worse ? "worse" : "better",
                     format_percent(100 * std::expm1(change.point.change)),
                     interval_pct(change.point.interval), terminal_safe(before.about.created),
                     terminal_safe(short_commit(before.about.commit)),
                     terminal_safe(after.about.created),
                     terminal_safe(short_commit(after.about.commit)), change.point.p_value);
}

}  // namespace

std::string runs_text(const std::vector<StoredRun>& runs, bool color) {
  if (runs.empty()) {
    return "no runs\n";
  }
  TextTable table({{"run", true},
                   {"time"},
                   {"commit"},
                   {"ref"},
                   {"machine"},
                   {"kind"},
                   {"rows", true},
                   {"verdict"},
                   {"source"}});
  for (const StoredRun& stored : runs) {
    const HistoryRun& run = stored.run;
    table.add_row({std::to_string(stored.number), run.created, short_commit(run.commit),
                   or_dash(run.ref), or_dash(run.machine_key), run.kind,
                   std::to_string(stored.rows), or_dash(run.verdict), run.path},
                  run.verdict == "fail" ? Style::kBad : Style::kPlain);
  }
  return table.render(color);
}

std::string trends_text(const std::vector<Trend>& trends, bool details, bool color) {
  const bool points = details || trends.size() == 1;
  std::string text;
  TextTable table({{"row"},
                   {"metric"},
                   {"machine"},
                   {"runs", true},
                   {"first", true},
                   {"last", true},
                   {"change", true},
                   {"trend"}});
  for (const Trend& trend : trends) {
    const double first = trend.points.front().value.median;
    const double last = trend.points.back().value.median;
    const std::string line = sparkline(medians_of(trend), kLineWidth);
    const std::string change = format_percent(change_pct(first, last));
    if (points) {
      text += fmt::format("{}: {}, {} -> {} ({})\n  {}\n\n{}\n", named_trend(trend),
                          counted(trend.points.size(), "run"), format_value(first, trend.unit),
                          format_value(last, trend.unit), change, line, points_table(trend, color));
    }
    table.add_row(
        {trend.id, trend.metric, or_dash(trend.machine_key), std::to_string(trend.points.size()),
         format_value(first, trend.unit), format_value(last, trend.unit), change, line},
        Style::kPlain);
  }
  return points ? text : table.render(color);
}

std::string changes_text(const std::vector<Trend>& trends, const std::vector<TrendChanges>& changes,
                         const stats::ChangeRules& rules, bool details) {
  std::string text;
  std::string quiet;
  std::size_t searched = 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < trends.size(); ++i) {
    const TrendChanges& result = changes[i];
    searched += result.statistics.searched ? 1 : 0;
    found += result.changes.size();
    if (!result.changes.empty()) {
      text += fmt::format("{}{}\n", named_trend(trends[i]), result.paired ? ", paired ratios" : "");
      for (const TrendChange& change : result.changes) {
        text += change_line(trends[i], change);
      }
    } else {
      quiet += fmt::format("{}: {}\n", named_trend(trends[i]),
                           result.statistics.searched
                               ? fmt::format("no change found (p = {:.2g}, adjusted {:.2g}, "
                                             "correlation of neighbours {:.2f})",
                                             result.statistics.p_value,
                                             result.statistics.p_adjusted, result.statistics.lag1)
                               : "not searched: " + result.note);
    }
  }
  if (details) {
    text += quiet;
  }
  return text + fmt::format(
                    "{} in {} searched of {} (false alarms over all of them at most {:g} "
                    "%, changes below {:g} % are not reported)\n",
                    counted(found, "change point"), counted(searched, "row"), trends.size(),
                    100 * rules.alpha, 100 * rules.least_change);
}

}  // namespace perfgate
