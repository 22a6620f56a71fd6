// SPDX-License-Identifier: Apache-2.0
// The top of a page: the verdict in words, why, what to do now, how many rows of each kind, and the
// lines that other tools look for.
#include "html/markup.h"
#include "html/page_parts.h"
#include "report/row_text.h"

#include <perfgate/report.h>

#include <fmt/format.h>

#include <algorithm>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kOpenReasons = 8;

const char* suite_sign(SuiteVerdict verdict) {
  switch (verdict) {
    case SuiteVerdict::kPass:
      return "\u2713";
    case SuiteVerdict::kFail:
    case SuiteVerdict::kError:
      return "\u2717";
    case SuiteVerdict::kUndecided:
    case SuiteVerdict::kIncomparable:
      break;
  }
  return "?";
}

// "PASS: ..." with its first word as a sign, as every headline of a verdict begins.
std::string headline_html(const GateReport& report) {
  const std::size_t colon = report.headline.find(": ");
  const std::string word = colon == std::string::npos ? "" : report.headline.substr(0, colon);
  const bool shouted =
      !word.empty() && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == std::string::npos;
  const std::string sign = suite_sign(report.verdict);
  if (!shouted) {
    return fmt::format("<span class=\"word\">{} {}</span> {}", sign,
                       suite_verdict_name(report.verdict), escaped(report.headline));
  }
  return fmt::format("<span class=\"word\">{} {}</span> {}", sign, escaped(word),
                     escaped(report.headline.substr(colon + 2)));
}

std::string reason_list(const std::vector<std::string>& reasons) {
  if (reasons.empty()) {
    return "";
  }
  const auto items = [&](std::size_t from, std::size_t to) {
    std::string text = "<ul class=\"why\">";
    for (std::size_t i = from; i < to; ++i) {
      text += "<li>" + escaped(reasons[i]) + "</li>";
    }
    return text + "</ul>\n";
  };
  const std::size_t open = std::min(reasons.size(), kOpenReasons);
  std::string text = items(0, open);
  if (open < reasons.size()) {
    text += fmt::format("<details><summary>{}</summary>",
                        counted(reasons.size() - open, "more reason")) +
            items(open, reasons.size()) + "</details>\n";
  }
  return text;
}

std::string tile(std::size_t count, const char* label, const char* tone) {
  return fmt::format("<div class=\"{}\"><dt>{}</dt><dd>{}</dd></div>", count > 0 ? tone : "plain",
                     label, count);
}

std::string count_tiles(const GateReport& report) {
  struct Tile {
    std::size_t count;
    const char* label;
    const char* tone;
    bool always;
  };

  const Counts& counts = report.counts;
  const std::vector<Tile> tiles = {{counts.rows, counts.rows == 1 ? "row" : "rows", "plain", true},
                                   {counts.failed, "\u2717 failed", "bad", false},
                                   {counts.regressed, "\u2717 regressed", "bad", true},
                                   {counts.missing, "\u2717 missing", "bad", false},
                                   {counts.blind, "? blind", "doubt", false},
                                   {counts.inconclusive, "~ inconclusive", "plain", false},
                                   {counts.waived, "! waived", "doubt", false},
                                   {counts.improved, "\u2713 improved", "good", true},
                                   {counts.equivalent, "\u2713 equivalent", "good", true},
                                   {counts.added, "+ new", "plain", false}};
  std::string text = "<dl class=\"tiles\">";
  for (const Tile& each : tiles) {
    if (each.always || each.count > 0) {
      text += tile(each.count, each.label, each.tone);
    }
  }
  return text + "</dl>\n";
}

std::string kicker(const GateReport& report) {
  const bool gate = report.schema.find("gate") != std::string::npos;
  std::string text = fmt::format("<p class=\"kick\"><b>perfgate {}</b>", gate ? "gate" : "compare");
  if (!report.created.empty()) {
    text += " \u00b7 " + escaped(report.created);
  }
  if (!report.current.path.empty()) {
    text += " \u00b7 <code>" + escaped(report.baseline.path) + "</code> \u2192 <code>" +
            escaped(report.current.path) + "</code>";
  }
  return text + "</p>\n";
}

}  // namespace

std::string verdict_part(const GateReport& report) {
  std::string text = fmt::format("<header class=\"verdict {}\"><div>\n", tone_of(report.verdict));
  text += kicker(report) + "<h1>" + headline_html(report) + "</h1>\n";
  text += reason_list(report_detail::reasons_beside_headline(report));
  text += "<p class=\"next\">" + escaped(report_detail::routing_line(report)) + "</p>\n";
  if (!report.rows.empty()) {
    text += count_tiles(report);
  }
  text += "<dl class=\"lines\"><dt>Gate</dt><dd><code>" + escaped(gate_line(report)) +
          "</code></dd><dt>Evidence</dt><dd><code>" + escaped(evidence_line(report)) +
          "</code></dd></dl>\n";
  return text + "</div></header>\n";
}

}  // namespace perfgate::html_detail
