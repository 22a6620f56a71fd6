// SPDX-License-Identifier: Apache-2.0
// Scale and marks of the forest plot. Which rows are in it is decided elsewhere.
#include "html/forest.h"

#include "html/markup.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace perfgate::html_detail {
namespace {

constexpr double kSmallestExtent = 0.05;  // +-5 %: a quiet suite must not look dramatic
constexpr double kTickDistance = 0.1;     // of the width, between two labels
constexpr double kRoom = 1.08;            // beyond the outermost mark
constexpr double kAlwaysShown = 0.7;      // up to twice or half as slow no estimate is cut off
constexpr double kOutlier = 4;            // times the ninth decile of the estimates

// Labels on the right; on the left the same sizes up to half, then the reciprocals' own.
constexpr std::array<double, 16> kWorsePct = {9900, 4900, 1900, 900, 400, 200, 100, 50,
                                              30,   20,   10,   5,   2,   1,   0.5, 0.2};
constexpr std::array<double, 13> kBetterPct = {-99, -98, -95, -90, -80, -50, -30,
                                               -20, -10, -5,  -2,  -1,  -0.5};

void add_ticks(std::vector<double>& ticks, double extent, const auto& candidates) {
  std::vector<double> taken = {0};
  for (const double percent : candidates) {
    const double at = std::log1p(percent / 100);
    const bool inside = std::abs(at) <= extent;
    const bool free = std::all_of(taken.begin(), taken.end(), [&](double other) {
      return std::abs(at - other) >= 2 * extent * kTickDistance;
    });
    if (inside && free) {
      taken.push_back(at);
      ticks.push_back(percent);
    }
  }
}

// The ninth decile of sizes that are not empty.
double ninth_decile(std::vector<double> sizes) {
  std::sort(sizes.begin(), sizes.end());
  return sizes[sizes.size() * 9 / 10 < sizes.size() ? sizes.size() * 9 / 10 : sizes.size() - 1];
}

// Height and radius of the marks are in page.css: every row has two such lines.
std::string mark(double from, double to) {
  return fmt::format("<rect class=\"iv\" x=\"{:.1f}%\" width=\"{:.1f}%\"/>", from,
                     std::max(to - from, 0.0));
}

std::string limit_mark(double place) {
  return fmt::format("<line class=\"lim\" x1=\"{0:.1f}%\" x2=\"{0:.1f}%\" y1=\"15%\" y2=\"85%\"/>",
                     place);
}

// The limit that most rows have.
std::optional<double> most_frequent_limit(const std::vector<const ReportRow*>& rows) {
  std::map<double, std::size_t> counts;
  for (const ReportRow* row : rows) {
    if (const std::optional<double> limit = log_limit(*row)) {
      ++counts[*limit];
    }
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? std::nullopt : std::optional(most->first);
}

std::string arrow(bool right) {
  return right ? "<text x=\"100%\" y=\"50%\" dy=\".35em\" class=\"e\">\u25b8</text>"
               : "<text x=\"0\" y=\"50%\" dy=\".35em\">\u25c2</text>";
}

}  // namespace

std::optional<double> log_worse(const ReportRow& row, std::optional<double> ratio) {
  if (!ratio || !(*ratio > 0) || !std::isfinite(*ratio)) {
    return std::nullopt;
  }
  const double value = std::log(*ratio);
  return row.direction == Direction::kLowerIsBetter ? value : -value;
}

std::optional<double> log_limit(const ReportRow& row) {
  const double change = row.limit_pct / 100;
  return log_worse(row, row.direction == Direction::kLowerIsBetter ? 1 + change : 1 - change);
}

ForestScale::ForestScale(const std::vector<const ReportRow*>& rows, const Policy& policy) {
  std::vector<double> sizes;
  double ends = 0;
  extent_ = std::max(kSmallestExtent, 2 * policy.noise_band);
  for (const ReportRow* row : rows) {
    if (const std::optional<double> estimate = log_worse(*row, row->ratio.estimate)) {
      sizes.push_back(std::abs(*estimate));
      extent_ = std::max(extent_, std::min(log_limit(*row).value_or(0), 1.0));
    }
    for (const auto& end : {row->ratio.lower, row->ratio.upper}) {
      ends = std::max(ends, std::abs(log_worse(*row, end).value_or(0)));
    }
  }
  if (!sizes.empty()) {
    const double largest = *std::max_element(sizes.begin(), sizes.end());
    const double cap = std::max({kOutlier * ninth_decile(sizes), 2 * extent_, kAlwaysShown});
    extent_ = std::max(extent_, std::min(largest, cap));
    extent_ = std::max(extent_, std::min(ends, 2 * extent_));
  }
  extent_ *= kRoom;
  usual_limit_ = most_frequent_limit(rows);
  if (usual_limit_ && beyond(*usual_limit_)) {
    usual_limit_.reset();
  }
  ticks_.push_back(0);
  add_ticks(ticks_, extent_, kWorsePct);
  add_ticks(ticks_, extent_, kBetterPct);
  std::sort(ticks_.begin(), ticks_.end());
}

bool ForestScale::beyond(double log_worse_ratio) const {
  return std::abs(log_worse_ratio) > extent_;
}

double ForestScale::place(double log_worse_ratio) const {
  return 50 + 50 * std::clamp(log_worse_ratio / extent_, -1.0, 1.0);
}

std::string forest_definitions(const ForestScale& scale, const Policy& policy) {
  const double from = scale.place(std::log1p(-std::min(policy.noise_band, 0.99)));
  const double to = scale.place(std::log1p(policy.noise_band));
  const std::string usual =
      scale.usual_limit() ? limit_mark(scale.place(*scale.usual_limit())) : std::string();
  return fmt::format(
      "<svg class=\"none\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs><g id=\"fb\" "
      "class=\"fp\"><rect class=\"band\" x=\"{:.1f}%\" width=\"{:.1f}%\" y=\"0\" height=\"100%\"/>"
      "<line class=\"zero\" x1=\"50%\" x2=\"50%\" y1=\"0\" y2=\"100%\"/>{}</g></defs></svg>\n",
      from, to - from, usual);
}

std::string forest_line(const ReportRow& row, const ForestScale& scale) {
  const std::optional<double> estimate = log_worse(row, row.ratio.estimate);
  if (!estimate) {
    return "";
  }
  std::string text = "<svg class=\"fp\" aria-hidden=\"true\"><use href=\"#fb\"/>";
  const std::optional<double> limit = log_limit(row);
  if (limit && limit != scale.usual_limit() && !scale.beyond(*limit)) {
    text += limit_mark(scale.place(*limit));
  }
  const bool flipped = row.direction == Direction::kHigherIsBetter;
  const std::optional<double> low = log_worse(row, flipped ? row.ratio.upper : row.ratio.lower);
  const std::optional<double> high = log_worse(row, flipped ? row.ratio.lower : row.ratio.upper);
  const bool tested = row.ratio.confidence > 0 && (low || high);
  if (tested) {
    text += mark(low ? scale.place(*low) : 0, high ? scale.place(*high) : 100);
    text += !low || *low < -scale.extent() ? arrow(false) : "";
    text += !high || *high > scale.extent() ? arrow(true) : "";
  } else if (scale.beyond(*estimate)) {
    text += arrow(*estimate > 0);
  }
  return text + fmt::format("<circle class=\"pt\" cx=\"{:.1f}%\"/></svg>", scale.place(*estimate));
}

std::string forest_axis(const ForestScale& scale) {
  std::string text =
      "<svg class=\"fp\" role=\"img\"><title>Axis of the forest plot</title><desc>Change on a "
      "logarithmic scale; right is worse</desc>";
  for (const double tick : scale.ticks()) {
    const double at = scale.place(std::log1p(tick / 100));
    text += fmt::format(
        "<line class=\"tick\" x1=\"{0:.1f}%\" x2=\"{0:.1f}%\" y1=\"22\" y2=\"30\"/><text "
        "x=\"{0:.1f}%\" y=\"15\" class=\"m\">{1}</text>",
        at, tick == 0 ? "0" : fmt::format("{:+g} %", tick));
  }
  return text + "</svg>";
}

}  // namespace perfgate::html_detail
