// SPDX-License-Identifier: Apache-2.0
// The table of all rows, complete without script; page.js adds the buttons. Each row is a <tbody>
// of its own, so that its details move with it when the table is sorted.
#include "html/markup.h"
#include "html/page_parts.h"
#include "report/row_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kColumns = 10;

std::string cell(std::string_view name, const std::string& safe) {
  return fmt::format("<td class=\"{}\">{}</td>", name, safe);
}

std::string figure(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? fmt::format("{:.6g}", *value) : std::string();
}

// What page.js sorts by, in the order of its data-c numbers.
std::string sort_keys(const ReportRow& row, std::size_t rank) {
  return fmt::format("{},{},{},{},{},{},{}", rank, figure(row.baseline.shown()),
                     figure(row.current.shown()), figure(row.worse_pct), figure(row.p_adjusted),
                     figure(row.mde_pct), figure(row.limit_pct));
}

std::string row_cells(const ReportRow& row, const PageRows& rows, bool linked) {
  const std::string name = fmt::format("<code>{}</code>", escaped_path(row.id));
  const std::string anchor = row_anchor(row.id, row.metric);
  return verdict_html(row) +
         fmt::format("<td class=\"id\">{} <small>{}</small></td>",
                     linked ? fmt::format("<a href=\"#{}\">{}</a>", anchor, name)
                            : fmt::format("<span id=\"{}\">{}</span>", anchor, name),
                     escaped(row.metric)) +
         cell("n x1", escaped(report_detail::value_text(row.baseline.shown(), row.unit))) +
         cell("n x1", escaped(report_detail::value_text(row.current.shown(), row.unit))) +
         cell("n", escaped(report_detail::change_text(row))) +
         cell(fmt::format("{} x1", tone_of(row)), forest_line(row, rows.scale)) +
         cell("n x1", interval_html(row.ratio)) +
         cell("n x2", escaped(probability_text(row.p_adjusted))) +
         cell("n x2", size_text(row.mde_pct)) + cell("n x2", size_text(row.limit_pct));
}

std::string table_head() {
  struct Head {
    const char *attributes, *title;
  };

  static constexpr std::array<Head, kColumns> kHeads = {
      {{" data-c=\"0\"", "Verdict"},
       {" data-c=\"name\"", "Row"},
       {" class=\"n x1\" data-c=\"1\" data-d=\"descending\"", "Baseline"},
       {" class=\"n x1\" data-c=\"2\" data-d=\"descending\"", "Current"},
       {" class=\"n\" data-c=\"3\" data-d=\"descending\"", "Change"},
       {" class=\"x1\"", "better | worse"},
       {" class=\"n x1\"", "Interval"},
       {" class=\"n x2\" data-c=\"4\"", "p (Holm)"},
       {" class=\"n x2\" data-c=\"5\" data-d=\"descending\"", "Detects"},
       {" class=\"n x2\" data-c=\"6\"", "Limit"}}};
  std::string text = "<thead><tr>";
  for (const Head& head : kHeads) {
    text += fmt::format("<th scope=\"col\"{}>{}</th>", head.attributes, head.title);
  }
  return text + "</tr></thead>\n";
}

std::string verdict_pills(const PageRows& rows) {
  std::map<RowVerdict, std::size_t> counts;
  for (const ReportRow* row : rows.shown) {
    ++counts[row->verdict];
  }
  std::string text =
      fmt::format("<button type=\"button\" data-f=\"all\">All {}</button>", rows.shown.size());
  for (const RowVerdict verdict :
       {RowVerdict::kFailed, RowVerdict::kRegressed, RowVerdict::kMissing, RowVerdict::kBlind,
        RowVerdict::kInconclusive, RowVerdict::kWaived, RowVerdict::kImproved,
        RowVerdict::kEquivalent, RowVerdict::kNew}) {
    if (counts[verdict] > 0) {
      text += fmt::format("<button type=\"button\" data-f=\"{0}\">{1} {0} {2}</button>",
                          row_verdict_name(verdict), report_detail::verdict_sign(verdict),
                          counts[verdict]);
    }
  }
  return text;
}

std::string tools(const PageRows& rows) {
  return "<div class=\"tools\" role=\"group\" aria-label=\"Filter of the rows\"><input "
         "type=\"search\" aria-label=\"Only rows whose name, metric or verdict has these words\" "
         "placeholder=\"Filter rows   (press /)\" autocomplete=\"off\" spellcheck=\"false\">" +
         verdict_pills(rows) +
         "<button type=\"button\" class=\"end\">Open or close details</button><span "
         "role=\"status\"></span></div>\n";
}

std::string cut_note(const PageRows& rows) {
  std::string text;
  if (rows.left_out > 0) {
    text += fmt::format(
        "<p class=\"note\">{} with the least to act on {} left out of this page: the JSON report "
        "has all of them.</p>\n",
        counted(rows.left_out, "row"), rows.left_out == 1 ? "is" : "are");
  }
  if (rows.shown.size() > kHtmlDetails) {
    text += fmt::format(
        "<p class=\"note\">Details and plots are there for the first {} rows, those that need "
        "attention first.</p>\n",
        kHtmlDetails);
  }
  return text;
}

}  // namespace

std::string table_part(const GateReport& report, const PageRows& rows, const HtmlSources& sources) {
  if (rows.shown.empty()) {
    return "";
  }
  std::string text = fmt::format(
      "<section id=\"rows\"><h2>All rows</h2>\n{}{}<div class=\"wrap rows-wrap\" "
      "tabindex=\"0\" role=\"region\" aria-label=\"Table of all "
      "rows\">\n<table class=\"rows\">{}",
      cut_note(rows), tools(rows), table_head());
  for (std::size_t i = 0; i < rows.shown.size(); ++i) {
    const ReportRow& row = *rows.shown[i];
    const bool detailed = i < kHtmlDetails;
    text +=
        fmt::format("<tbody data-v=\"{}\" data-k=\"{}\"><tr>{}</tr>", row_verdict_name(row.verdict),
                    sort_keys(row, i), row_cells(row, rows, detailed));
    if (detailed) {
      text += fmt::format(
          "<tr class=\"d\"><td colspan=\"{}\"><details><summary>Details</summary><div "
          "id=\"{}\">\n{}</div></details></td></tr>",
          kColumns, row_anchor(row.id, row.metric), row_detail(report, row, sources));
    }
    text += "</tbody>\n";
  }
  return text +
         "</table></div>\n<p id=\"no-rows\" hidden>No row has all of these words and this "
         "verdict.</p>\n</section>\n";
}

}  // namespace perfgate::html_detail
