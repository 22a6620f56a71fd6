// SPDX-License-Identifier: Apache-2.0
// The sections around the rows: objectives, history, and what was found to be odd.
#include "html/markup.h"
#include "html/page_parts.h"
#include "html/plots.h"
#include "report/row_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kOpenTrends = 12;
constexpr std::size_t kMostTrends = 500;
constexpr std::size_t kOpenWarnings = 20;

std::string slo_row(const SloResult& slo) {
  return fmt::format(
      "<tr><td class=\"v {}\"><b>{}</b>{}</td><td>{}</td><td class=\"n\">{}</td><td "
      "class=\"n\">{}</td><td class=\"w\">{}</td></tr>\n",
      tone_of(slo.status), report_detail::slo_sign(slo.status), slo_status_name(slo.status),
      escaped(slo.title.empty() ? slo.id : slo.title), escaped(slo.target),
      escaped(report_detail::slo_actual_text(slo)), escaped(slo.evidence));
}

std::string trend_list(const std::vector<HtmlTrend>& trends, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) {
    text += fmt::format("<div id=\"{}\">{}</div>\n", trend_anchor(trends[i].id, trends[i].metric),
                        trend_figure(trends[i]));
  }
  return text;
}

std::string warning_items(const std::vector<std::string>& warnings, std::size_t from,
                          std::size_t to) {
  std::string text = "<ul class=\"warn\">\n";
  for (std::size_t i = from; i < to; ++i) {
    text += "<li>" + escaped(warnings[i]) + "</li>\n";
  }
  return text + "</ul>\n";
}

}  // namespace

std::string slo_part(const GateReport& report) {
  if (report.slos.empty()) {
    return "";
  }
  std::string text = "<section id=\"slos\"><h2>Objectives</h2>\n<p class=\"muted\">" +
                     report_detail::slo_counts_text(report.slos) +
                     "</p>\n<div class=\"wrap\"><table><thead><tr><th scope=\"col\">Status</th><th "
                     "scope=\"col\">Objective</th><th scope=\"col\" class=\"n\">Target</th><th "
                     "scope=\"col\" class=\"n\">Actual</th><th "
                     "scope=\"col\">Evidence</th></tr></thead><tbody>\n";
  for (const SloResult& slo : report.slos) {
    text += slo_row(slo);
  }
  return text + "</tbody></table></div></section>\n";
}

std::string history_part(const std::vector<HtmlTrend>& trends, std::size_t left_out) {
  if (trends.empty()) {
    return "";
  }
  const std::size_t shown = std::min(trends.size(), kMostTrends);
  const std::size_t open = std::min(shown, kOpenTrends);
  std::string text =
      "<section id=\"history\"><h2>History</h2>\n<p class=\"muted\">Shaded: the "
      "interval of each measurement; dashed: change points.</p>\n" +
      trend_list(trends, 0, open);
  if (open < shown) {
    text += fmt::format("<details><summary>{}</summary>\n", counted(shown - open, "more row")) +
            trend_list(trends, open, shown) + "</details>\n";
  }
  left_out += trends.size() - shown;
  if (left_out > 0) {
    text += fmt::format(
        "<p class=\"note\">{} left out of this page: perfgate history trend shows any row.</p>\n",
        counted(left_out, "more row") + (left_out == 1 ? " is" : " are"));
  }
  return text + "</section>\n";
}

std::string warnings_part(const GateReport& report) {
  const std::vector<std::string> warnings = report_detail::all_warnings(report);
  if (warnings.empty()) {
    return "";
  }
  const std::size_t open = std::min(warnings.size(), kOpenWarnings);
  std::string text =
      "<section id=\"warnings\"><h2>Warnings</h2>\n" + warning_items(warnings, 0, open);
  if (open < warnings.size()) {
    text += fmt::format("<details><summary>{}</summary>\n",
                        counted(warnings.size() - open, "more warning")) +
            warning_items(warnings, open, warnings.size()) + "</details>\n";
  }
  return text + "</section>\n";
}

}  // namespace perfgate::html_detail
