// SPDX-License-Identifier: Apache-2.0
// Reports with their measurements for the tests of this folder, judged by the real policy, and a
// reader of pages that knows enough HTML to find a mistake. Not built into the library.
#pragma once

#include "policy/test_results.h"

#include <perfgate/report_html.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate::html_samples {

struct Sample {
  ResultSet baseline, current;
  GateReport report;

  [[nodiscard]] HtmlSources sources() const { return {&baseline, &current, nullptr, nullptr, {}}; }
};

/// `rows` rows of five runs a side; the first is 20 % slower, the second 20 % faster.
inline Sample suite(std::size_t rows, const test::Noise& noise = test::kQuiet) {
  Sample sample{test::noisy_set(1, rows, noise), test::noisy_set(2, rows, noise, {1.2, 0.8}), {}};
  sample.report = test::compare(sample.baseline, sample.current);
  return sample;
}

/// The same as paired rounds.
inline Sample paired_suite(std::size_t rows, std::size_t rounds) {
  const test::Noise noise{rounds, 5, 0.005, 0.003};
  Sample sample{test::noisy_set(1, rows, noise), test::noisy_set(2, rows, noise, {1.2, 0.8}), {}};
  sample.report =
      compare_result_sets(sample.baseline, sample.current, {}, test::kNow, {true, nullptr});
  return sample;
}

inline HtmlTrend trend(std::size_t points) {
  HtmlTrend result;
  result.id = "bench/000";
  result.metric = "time";
  result.unit = "s";
  stats::Rng rng(7);
  for (std::size_t i = 0; i < points; ++i) {
    const double value = 1e-3 * (i < points / 2 ? 1 : 1.06) * (1 + 0.004 * test::normal(rng));
    result.points.push_back({fmt::format("2026-{:02}-{:02}T12:00:00Z", 1 + i / 28 % 12, 1 + i % 28),
                             value, value * 0.995, value * 1.005,
                             fmt::format("{:07x}", i * 77777)});
  }
  if (points > 1) {
    result.changes = {{points / 2, 6.0, 5.5, 6.5}};
  }
  return result;
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline std::size_t times(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

/// The page without the content of its <style> and <script>.
inline std::string markup_of(const std::string& page) {
  std::string text = page;
  for (const char* name : {"style", "script"}) {
    const std::string open = std::string("<") + name + ">";
    const std::size_t from = text.find(open) + open.size();
    text.erase(from, text.find(std::string("</") + name, from) - from);
  }
  return text;
}

inline bool is_void(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kVoid = {"meta", "link", "input",
                                                            "wbr",  "br",   "!DOCTYPE"};
  return std::find(kVoid.begin(), kVoid.end(), name) != kVoid.end();
}

/// "" when every element is closed in its turn, else what is wrong. Requires markup without "<" or
/// ">" in text or attributes, which is what escaping must ensure.
inline std::string nesting_fault(const std::string& markup) {
  std::vector<std::string> open;
  for (std::size_t at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    const std::size_t end = markup.find('>', at);
    const std::size_t next = markup.find('<', at + 1);
    if (end == std::string::npos || next < end) {
      return "a tag does not end: " + markup.substr(at, 80);
    }
    const bool closing = markup[at + 1] == '/';
    const std::size_t from = at + (closing ? 2 : 1);
    const std::string name = markup.substr(from, markup.find_first_of(" />", from) - from);
    if (closing) {
      if (open.empty() || open.back() != name) {
        return "</" + name + "> closes " + (open.empty() ? "nothing" : open.back()) + ": " +
               markup.substr(at > 200 ? at - 200 : 0, 240);
      }
      open.pop_back();
    } else if (!is_void(name) && markup[end - 1] != '/') {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

}  // namespace perfgate::html_samples
