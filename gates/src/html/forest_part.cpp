// SPDX-License-Identifier: Apache-2.0
// The section of the forest plot: rows that call for a reader are open, the others folded when they
// are many.
#include "html/markup.h"
#include "html/page_parts.h"
#include "report/row_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kOpenRows = 30;

std::string forest_item(const ReportRow& row, const ForestScale& scale) {
  const std::string line = forest_line(row, scale);
  if (line.empty()) {
    return "";
  }
  return fmt::format(
      "<li class=\"{}\"><a href=\"#{}\"><b>{}</b> {} <small>{}</small></a>{}<span>{} "
      "<small>{}</small></span></li>\n",
      tone_of(row), row_anchor(row.id, row.metric), report_detail::verdict_sign(row.verdict),
      escaped(row.id), escaped(row.metric), line, escaped(report_detail::change_text(row)),
      interval_html(row.ratio));
}

std::string forest_list(const std::vector<std::string>& items, std::size_t from, std::size_t to,
                        const ForestScale& scale) {
  const std::string axis =
      "<li class=\"axis\"><span></span>" + forest_axis(scale) + "<span></span></li>\n";
  std::string text = "<ul class=\"forest\">\n" + axis;
  for (std::size_t i = from; i < to; ++i) {
    text += items[i];
  }
  return text + "</ul>\n";
}

std::string forest_key(const Policy& policy) {
  return fmt::format(
      "<ul class=\"key\"><li><i class=\"k-iv\"></i>estimate with its interval</li><li><i "
      "class=\"k-band\"></i>noise band \u00b1{:g} %</li><li><i class=\"k-lim\"></i>limit of the "
      "row</li><li>right is worse, logarithmic; ratios of rows whose higher values are better are "
      "turned over</li></ul>\n",
      policy.noise_band * 100);
}

}  // namespace

std::string forest_part(const GateReport& report, const PageRows& rows) {
  if (report_detail::nothing_compared(report)) {
    return "";
  }
  std::vector<std::string> items;
  std::size_t attention = 0;
  for (const ReportRow* row : rows.shown) {
    std::string item = forest_item(*row, rows.scale);
    if (!item.empty()) {
      items.push_back(std::move(item));
      attention += report_detail::needs_attention(*row) ? 1U : 0U;
    }
  }
  if (items.empty()) {
    return "";
  }
  const bool few = items.size() <= kOpenRows;
  const std::size_t open = few ? items.size() : std::min(attention, 2 * kOpenRows);
  std::string text = "<section id=\"changes\"><h2>Changes</h2>\n<figure><figcaption>" +
                     forest_key(report.policy) + "</figcaption>\n";
  text += open > 0 ? forest_list(items, 0, open, rows.scale) : "<p>No row needs attention.</p>\n";
  text += "</figure>\n";
  if (open < items.size()) {
    text += fmt::format("<details><summary>{} {}</summary>\n",
                        counted(items.size() - open, open > 0 ? "more row" : "row"),
                        open == attention ? "with nothing to act on" : "");
    text += forest_list(items, open, items.size(), rows.scale) + "</details>\n";
  }
  return text + "</section>\n";
}

}  // namespace perfgate::html_detail
