// SPDX-License-Identifier: Apache-2.0
// From single searches to the change points of many rows: recursion, sizes with intervals, removal
// of what is too small, Holm.
#include "stats/changepoint_scan.h"
#include "stats/distributions.h"
#include "stats/pairwise.h"

#include <perfgate/changepoint.h>

#include <algorithm>
#include <cmath>

namespace perfgate::stats {
namespace {

constexpr double kPermutationsPerLevel = 40;  // a p-value at the level rests on that many
constexpr std::size_t kFewestPermutations = 999;
constexpr std::size_t kMostPermutations = 99'999;
// Found by simulation (changepoint_simulation_test.cpp): the least caution that keeps AR(1) noise
// of 0.6 at its level from kLeastHistory runs on.
constexpr double kCaution = 3.5;
constexpr double kCautionPerDecade = 0.5;
constexpr double kCautionLevel = 0.05;

struct Found {
  std::size_t index = 0;
  double p_value = 1;
};

ScanEffort effort_for(double level) {
  const double wanted =
      std::clamp(kPermutationsPerLevel / level, static_cast<double>(kFewestPermutations),
                 static_cast<double>(kMostPermutations));
  return {static_cast<std::size_t>(wanted),
          kCaution + kCautionPerDecade * std::max(0.0, std::log10(kCautionLevel / level))};
}

/// Searches of one row at one level.
class RowSearch {
 public:
  RowSearch(std::span<const double> values, double level, Rng& rng)
      : values_(values), level_(level), rng_(rng) {}

  [[nodiscard]] ScanResult scan(std::size_t from, std::size_t to) {
    return scan_for_change(values_.subspan(from, to - from), effort_for(level_), rng_);
  }

  /// Splits [from, to) by `first`, the result of its search that was accepted, and goes on inside
  /// the pieces at the level.
  void split(std::size_t from, std::size_t to, const ScanResult& first) {
    const std::size_t begin = from + first.best.from;
    const std::size_t end = from + first.best.to;
    const std::size_t edges[] = {from, begin, end, to};
    for (const std::size_t edge : {begin, end}) {
      if (edge > from && edge < to) {
        found_.push_back({edge, first.p_value});
      }
    }
    for (std::size_t i = 0; i < 3; ++i) {
      if (edges[i + 1] - edges[i] < kLeastHistory) {
        continue;
      }
      const ScanResult inside = scan(edges[i], edges[i + 1]);
      if (inside.p_value <= level_) {
        split(edges[i], edges[i + 1], inside);
      }
    }
  }

  [[nodiscard]] std::vector<Found> found() {
    std::sort(found_.begin(), found_.end(),
              [](const Found& a, const Found& b) { return a.index < b.index; });
    return std::move(found_);
  }

 private:
  std::span<const double> values_;
  double level_;
  Rng& rng_;
  std::vector<Found> found_;
};

/// Noise of one value around the levels of its stretches, and how neighbours resemble each other.
struct Noise {
  double variance = 0;
  double degrees = 0;
  double lag1 = 0;
};

Noise noise_around(std::span<const double> values, const std::vector<Found>& found) {
  std::vector<std::size_t> ends;
  ends.reserve(found.size() + 1);
  for (const Found& point : found) {
    ends.push_back(point.index);
  }
  ends.push_back(values.size());
  std::vector<double> residuals(values.begin(), values.end());
  std::size_t begin = 0;
  double squares = 0;
  for (const std::size_t end : ends) {
    const double centre = mean(values.subspan(begin, end - begin));
    for (std::size_t i = begin; i < end; ++i) {
      residuals[i] -= centre;
      squares += residuals[i] * residuals[i];
    }
    begin = end;
  }
  Noise noise;
  noise.lag1 = lag_within(residuals, ends, 0).corrected;
  // Fitted means hide as much of the variance as the means themselves move.
  double hidden = 0;
  begin = 0;
  for (const std::size_t end : ends) {
    hidden += mean_variance_factor(noise.lag1, end - begin);
    begin = end;
  }
  const auto n = static_cast<double>(values.size());
  noise.variance = squares / std::max(n - hidden, 1.0);
  const double r2 = noise.lag1 * noise.lag1;
  noise.degrees = std::max(1.0, (n - static_cast<double>(ends.size())) * (1 - r2) / (1 + r2));
  return noise;
}

ChangePoint sized(std::span<const double> before, std::span<const double> after, const Noise& noise,
                  double confidence) {
  std::vector<double> low(before.begin(), before.end());
  std::vector<double> high(after.begin(), after.end());
  std::sort(low.begin(), low.end());
  std::sort(high.begin(), high.end());
  ChangePoint point;
  point.change = PairwiseDifferences(low, high).median();
  constexpr double kRankLoss = 1.0471975512;  // pi / 3: variance against the mean, normal values
  const auto part = [&](std::size_t count) {
    return mean_variance_factor(noise.lag1, count) / static_cast<double>(count);
  };
  const double reach =
      student_quantile((1 + confidence) / 2, noise.degrees) *
      std::sqrt(kRankLoss * noise.variance * (part(before.size()) + part(after.size())));
  point.interval = {point.change - reach, point.change + reach};
  return point;
}

std::vector<ChangePoint> sizes(std::span<const double> values, const std::vector<Found>& found,
                               double confidence) {
  const Noise noise = noise_around(values, found);
  std::vector<ChangePoint> points;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : found[i - 1].index;
    const std::size_t end = i + 1 == found.size() ? values.size() : found[i + 1].index;
    const std::size_t at = found[i].index;
    ChangePoint point =
        sized(values.subspan(begin, at - begin), values.subspan(at, end - at), noise, confidence);
    point.index = at;
    point.p_value = found[i].p_value;
    points.push_back(point);
  }
  return points;
}

/// Takes out the smallest change as long as it is too small or its interval holds zero: its
/// neighbours then have more values to stand on.
std::vector<ChangePoint> worth_reporting(std::span<const double> values, std::vector<Found> found,
                                         const ChangeRules& rules) {
  while (!found.empty()) {
    std::vector<ChangePoint> points = sizes(values, found, rules.confidence);
    const auto weak = [&](const ChangePoint& point) {
      const double share = std::abs(std::expm1(point.change));
      return share < rules.least_change || (point.interval.lower <= 0 && point.interval.upper >= 0);
    };
    std::size_t drop = points.size();
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (weak(points[i]) &&
          (drop == points.size() || std::abs(points[i].change) < std::abs(points[drop].change))) {
        drop = i;
      }
    }
    if (drop == points.size()) {
      return points;
    }
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(drop));
  }
  return {};
}

struct Search {
  std::vector<double> clean;
  ScanResult first;
};

Search first_search(const std::vector<double>& history, double level, std::uint64_t seed) {
  Search search{without_spikes(history), {}};
  Rng rng(seed);
  search.first = RowSearch(search.clean, level, rng).scan(0, search.clean.size());
  return search;
}

void set_adjusted(std::vector<RowChanges>& rows) {
  std::vector<double> p_values;
  for (const RowChanges& row : rows) {
    if (row.searched) {
      p_values.push_back(row.p_value);
    }
  }
  const std::vector<double> adjusted = holm(p_values);
  std::size_t next = 0;
  for (RowChanges& row : rows) {
    row.p_adjusted = row.searched ? adjusted[next++] : 1;
  }
}

}  // namespace

std::vector<RowChanges> find_changes(std::span<const std::vector<double>> histories,
                                     const ChangeRules& rules) {
  std::vector<RowChanges> rows(histories.size());
  for (std::size_t i = 0; i < histories.size(); ++i) {
    rows[i].searched = histories[i].size() >= kLeastHistory && variance(histories[i]) > 0;
  }
  const auto candidates =
      std::count_if(rows.begin(), rows.end(), [](const RowChanges& row) { return row.searched; });
  const double level = rules.alpha / static_cast<double>(std::max<std::ptrdiff_t>(1, candidates));
  std::vector<Search> searches(histories.size());
  for (std::size_t i = 0; i < histories.size(); ++i) {
    if (rows[i].searched) {
      searches[i] = first_search(histories[i], level, rules.seed + 2 * i);
      rows[i].p_value = searches[i].first.p_value;
      rows[i].lag1 = searches[i].first.lag.corrected;
    }
  }
  set_adjusted(rows);
  for (std::size_t i = 0; i < histories.size(); ++i) {
    if (rows[i].searched && rows[i].p_adjusted < rules.alpha) {
      Rng rng(rules.seed + 2 * i + 1);
      const std::vector<double>& clean = searches[i].clean;
      RowSearch search(clean, level, rng);
      search.split(0, clean.size(), searches[i].first);
      rows[i].points = worth_reporting(clean, search.found(), rules);
    }
  }
  return rows;
}

}  // namespace perfgate::stats
