// SPDX-License-Identifier: Apache-2.0
// The page as a whole: the head with its policy, the sections in the order in which a reader needs
// them. Decides nothing; every word of judgement is already in the report.
#include "html/assets.h"
#include "html/csp.h"
#include "html/markup.h"
#include "html/page_parts.h"
#include "html/plots.h"
#include "report/row_text.h"

#include <perfgate/report_html.h>
#include <perfgate/text.h>
#include <perfgate/version.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace perfgate {
namespace html_detail {
namespace {

constexpr std::size_t kMostTitleBytes = 120;
constexpr std::size_t kMostTrendRows = 100;

// A disc in the colour of the verdict; browsers would ask the server for one otherwise.
std::string icon(const char* tone) {
  const std::string name = tone;
  const char* colour = name == "good" ? "18693a" : name == "bad" ? "b3261e" : "855000";
  return fmt::format(
      "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' "
      "viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='4' fill='%23{}'/%3E%3C/svg%3E\">\n",
      colour);
}

// Cut between two characters.
std::string short_title(const std::string& title) {
  const std::string safe = terminal_safe(title);
  if (safe.size() <= kMostTitleBytes) {
    return escaped(safe);
  }
  std::size_t end = kMostTitleBytes;
  while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xc0U) == 0x80U) {
    --end;
  }
  return escaped(safe.substr(0, end)) + "...";
}

std::string document(const std::string& title, const char* tone, const std::string& body) {
  const std::string_view style = page_style();
  const std::string_view script = page_script();
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
      "content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta "
      "name=\"generator\" content=\"perfgate {}\">\n<title>{}</title>\n{}<style>{}</style>\n"
      "<script>{}</script>\n</head>\n<body>\n{}<footer class=\"foot\">perfgate {}</footer>\n"
      "</body>\n</html>\n",
      content_policy(style, script), version(), short_title(title), icon(tone), style, script, body,
      version());
}

std::string navigation(const std::string& body) {
  static constexpr std::array<std::pair<const char*, const char*>, 7> kSections = {
      {{"changes", "Changes"},
       {"slos", "Objectives"},
       {"rows", "All rows"},
       {"history", "History"},
       {"method", "Method"},
       {"machine", "Machine"},
       {"warnings", "Warnings"}}};
  std::string text = "<nav aria-label=\"Sections\">";
  for (const auto& [id, title] : kSections) {
    if (body.find(fmt::format("<section id=\"{}\">", id)) != std::string::npos) {
      text += fmt::format("<a href=\"#{}\">{}</a>", id, title);
    }
  }
  return text + "</nav>\n";
}

std::string distributions_note(const GateReport& report, const HtmlSources& sources) {
  const bool measured = std::any_of(report.rows.begin(), report.rows.end(), [](const auto& row) {
    return row.baseline.samples > 0 || row.current.samples > 0;
  });
  if (!measured || sources.baseline != nullptr || sources.current != nullptr) {
    return "";
  }
  return "<p class=\"note\">The measurements were not at hand when this page was made: the rows "
         "have their figures, but no distributions.</p>\n";
}

std::string report_document(const GateReport& report, const PageRows& rows,
                            const HtmlSources& sources, std::size_t left_out) {
  std::string body = distributions_note(report, sources);
  body += forest_part(report, rows) + slo_part(report) + table_part(report, rows, sources);
  body += history_part(sources.trends, left_out) + method_part(report) + machine_part(report) +
          warnings_part(report);
  return document(report.headline.empty() ? "perfgate" : report.headline, tone_of(report.verdict),
                  "<a class=\"skip\" href=\"#rows\">Skip to the rows</a>\n" + verdict_part(report) +
                      navigation(body) + shared_definitions() +
                      forest_definitions(rows.scale, report.policy) + "<main>\n" + body +
                      "</main>\n");
}

// How many trends stay on a page that has `bytes` with all of them.
std::size_t trends_that_fit(const std::vector<HtmlTrend>& trends, std::size_t bytes) {
  std::size_t kept = trends.size();
  while (kept > kLeastHtmlTrends && bytes > kHtmlBytes) {
    --kept;
    bytes -= std::min(bytes, trend_figure(trends[kept]).size());
  }
  return kept;
}

std::vector<const ReportRow*> first_rows(const GateReport& report) {
  std::vector<const ReportRow*> rows = report_detail::rows_by_attention(report);
  rows.resize(std::min(rows.size(), kHtmlRows));
  return rows;
}

}  // namespace

PageRows::PageRows(const GateReport& report)
    : shown(first_rows(report)),
      left_out(report.rows.size() - shown.size()),
      scale(shown, report.policy) {}

}  // namespace html_detail

std::string render_html(const GateReport& report, const HtmlSources& sources) {
  using namespace html_detail;
  const PageRows rows(report);
  std::string page = report_document(report, rows, sources, 0);
  const std::size_t all = sources.trends.size();
  const std::size_t kept = trends_that_fit(sources.trends, page.size());
  if (kept == all) {
    return page;
  }
  // Written anew: rows must not link to a trend that is gone.
  HtmlSources fewer = sources;
  fewer.trends.resize(kept);
  return report_document(report, rows, fewer, all - kept);
}

std::vector<const ReportRow*> html_trend_rows(const GateReport& report) {
  std::vector<const ReportRow*> rows = report_detail::rows_by_attention(report);
  std::erase_if(rows, [](const ReportRow* row) { return !row->current.median; });
  rows.resize(std::min(rows.size(), html_detail::kMostTrendRows));
  return rows;
}

std::string render_trends_html(const std::string& title, const std::vector<HtmlTrend>& trends) {
  using namespace html_detail;
  const std::string body =
      trends.empty() ? "<p>There are no measurements.</p>\n" : history_part(trends);
  return document(title, "plain",
                  "<header class=\"verdict\"><div>\n<p class=\"kick\"><b>perfgate "
                  "history</b></p>\n<h1>" +
                      escaped(title) + "</h1>\n</div></header>\n<main>\n" + body + "</main>\n");
}

}  // namespace perfgate
