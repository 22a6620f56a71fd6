// SPDX-License-Identifier: Apache-2.0
// From trends to change points, chains of paired ratios, and the line of blocks.
#include "stats/test_noise.h"

#include <perfgate/history_report.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

namespace perfgate {
namespace {

using test::normal;

// 1 ms with 0.5 % noise, `factor` times that from run `at` on.
Trend trend_with(const std::string& id, std::uint64_t seed, std::size_t at, double factor) {
  stats::Rng rng(seed);
  Trend trend{id, "time", "s", "x86_64-aaaaaaaaaaaa", Direction::kLowerIsBetter, {}};
  for (std::size_t i = 0; i < 30; ++i) {
    TrendPoint point;
    point.run = static_cast<std::int64_t>(i + 1);
    point.about.created = fmt::format("2026-03-{:02}T12:00:00Z", i + 1);
    point.about.commit = fmt::format("commit{:02}", i);
    point.about.kind = "run";
    point.value.runs = 5;
    point.value.samples = 50;
    point.value.median = 1e-3 * std::exp(0.005 * normal(rng)) * (i >= at ? factor : 1);
    trend.points.push_back(point);
  }
  return trend;
}

TEST_CASE("trends: a step is found with commits, size and direction; a quiet row is not accused") {
  std::vector<Trend> trends = {trend_with("quiet", 1, 30, 1), trend_with("slower", 2, 20, 1.06),
                               trend_with("faster", 3, 10, 0.9)};
  trends[2].direction = Direction::kHigherIsBetter;  // then less is worse
  const std::vector<TrendChanges> changes = search_trends(trends, {});
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].changes.empty());
  CHECK(changes[0].statistics.searched);
  REQUIRE(changes[1].changes.size() == 1);
  CHECK(changes[1].changes[0].index == 20);
  CHECK(changes[1].changes[0].worse);
  CHECK(std::abs(changes[1].changes[0].point.change - std::log(1.06)) <= 0.01);
  REQUIRE(changes[2].changes.size() == 1);
  CHECK(changes[2].changes[0].index == 10);
  CHECK(changes[2].changes[0].worse);

  const std::string text = changes_text(trends, changes, {}, false);
  CHECK(text.find("slower (time) on x86_64-aaaaaaaaaaaa\n  \u2717 worse +") != std::string::npos);
  CHECK(text.find("between 2026-03-20T12:00:00Z (commit19) and 2026-03-21T12:00:00Z (commit20)") !=
        std::string::npos);
  CHECK(text.find("quiet") == std::string::npos);
  CHECK(text.find("2 change points in 3 rows searched of 3") != std::string::npos);
  CHECK(changes_text(trends, changes, {}, true).find("quiet (time)") != std::string::npos);
  const Json json = changes_to_json(trends, changes, {}, "h.db");
  CHECK(json["rows"][1]["changes"][0]["before"]["commit"] == "commit19");
  const auto valid = validate(json, "changepoints", "changes");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
}

TEST_CASE("trends: short, constant and non-positive rows say why they are not searched") {
  Trend brief = trend_with("short", 1, 30, 1);
  brief.points.resize(29);
  Trend constant = trend_with("constant", 1, 30, 1);
  Trend zero = trend_with("zero", 1, 30, 1);
  for (TrendPoint& point : constant.points) {
    point.value.median = 2;
  }
  zero.points[4].value.median = 0;
  const std::vector<TrendChanges> changes = search_trends({brief, constant, zero}, {});
  CHECK(changes[0].note == "29 runs; a search needs 30");
  CHECK(changes[1].note == "all its values are equal");
  CHECK(changes[2].note == "it has values that are not above zero");
  for (const TrendChanges& change : changes) {
    CHECK(!change.statistics.searched);
    CHECK(change.changes.empty());
  }
}

// Every commit measured against the one before it; medians wander, ratios do not.
Trend chained(double step_at_15) {
  stats::Rng rng(5);
  Trend trend = trend_with("chained", 4, 30, 1);
  for (std::size_t i = 0; i < trend.points.size(); ++i) {
    trend.points[i].about.base_commit = i == 0 ? "root" : trend.points[i - 1].about.commit;
    trend.points[i].value.median *= std::exp(0.3 * normal(rng));
    trend.points[i].value.ratio = LogRatio{i == 15 ? step_at_15 : 0, std::nullopt, std::nullopt};
  }
  return trend;
}

TEST_CASE("trends: paired ratios are chained over their bases") {
  const std::vector<double> levels = chained_levels(chained(0.05));
  REQUIRE(levels.size() == 30);
  CHECK(levels[14] == 0);
  CHECK(std::abs(levels[29] - 0.05) <= 1e-12);

  Trend frozen = chained(0);
  for (std::size_t i = 0; i < frozen.points.size(); ++i) {
    frozen.points[i].about.base_commit = "reference";
    frozen.points[i].value.ratio->estimate = static_cast<double>(i);
  }
  CHECK(chained_levels(frozen)[7] == 7);

  Trend gap = chained(0);
  gap.points[9].about.base_commit = "unknown";
  CHECK(chained_levels(gap).empty());
  gap = chained(0);
  gap.points[9].value.ratio.reset();
  CHECK(chained_levels(gap).empty());
}

TEST_CASE("trends: a step in the ratios is found although the medians are all noise") {
  Trend trend = chained(0);
  stats::Rng rng(6);
  for (std::size_t i = 0; i < trend.points.size(); ++i) {  // against one frozen reference
    trend.points[i].about.base_commit = "reference";
    trend.points[i].value.ratio->estimate = 0.004 * normal(rng) + (i >= 18 ? 0.04 : 0);
  }
  const std::vector<TrendChanges> changes = search_trends({trend}, {});
  CHECK(changes[0].paired);
  REQUIRE(changes[0].changes.size() == 1);
  CHECK(changes[0].changes[0].index == 18);
}

TEST_CASE("trends: as text, JSON and CSV") {
  Trend trend = trend_with("evil\x1b[31m,\"id", 1, 15, 1.5);
  trend.points.resize(3);
  trend.points[0].about.ref = "=1+1";
  trend.points[1].value.ratio = LogRatio{0, -0.5, std::nullopt};
  const std::string text = trends_text({trend}, false, false);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("3 runs") != std::string::npos);
  CHECK(text.find("commit02") != std::string::npos);
  CHECK(trends_text({trend, trend}, false, false).find("commit02") == std::string::npos);
  CHECK(trends_text({trend, trend}, true, false).find("commit02") != std::string::npos);

  const std::string csv = trends_csv({trend});
  CHECK(csv.find("\"evil\\x1b[31m,\"\"id\",time,s,lower_is_better,") != std::string::npos);
  CHECK(csv.find(",'=1+1,") != std::string::npos);
  CHECK(csv.ends_with(",,,\r\n"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 4);

  const Json json = trends_to_json({trend}, "h.db");
  const auto valid = validate(json, "trend", "trend");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  CHECK(json["trends"][0]["points"][1]["ratio"]["estimate"] == 1);
  CHECK(json["trends"][0]["points"][1]["ratio"]["upper"].is_null());
  CHECK(json["trends"][0]["points"][0]["ratio"].is_null());
}

TEST_CASE("sparkline: scale, width, nothing") {
  CHECK(sparkline({0, 7}, 10) == "\u2581\u2588");
  CHECK(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 10) ==
        "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588");
  CHECK(sparkline({3, 3, 3}, 10) == "\u2581\u2581\u2581");
  CHECK(sparkline({0, 0, 7, 7}, 2) == "\u2581\u2588");
  CHECK(sparkline({NAN, 1, INFINITY}, 10) == "\u2581");
  CHECK(sparkline({-1e308, 1e308}, 10).size() == 6);
  CHECK(sparkline({}, 10).empty());
  CHECK(sparkline({1}, 0).empty());
}

}  // namespace
}  // namespace perfgate
