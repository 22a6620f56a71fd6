// SPDX-License-Identifier: Apache-2.0
// Tones and short texts that several sections share. The words themselves are those of the other
// report formats.
#include "html/markup.h"
#include "html/page_parts.h"
#include "report/row_text.h"

#include <fmt/format.h>

namespace perfgate::html_detail {

const char* tone_of(const ReportRow& row) {
  switch (row.verdict) {
    case RowVerdict::kImproved:
    case RowVerdict::kEquivalent:
      return "good";
    case RowVerdict::kRegressed:
    case RowVerdict::kMissing:
    case RowVerdict::kFailed:
      return "bad";
    case RowVerdict::kBlind:
    case RowVerdict::kWaived:
      return "doubt";
    case RowVerdict::kInconclusive:
      return row.within_limit ? "plain" : "doubt";
    case RowVerdict::kNew:
      break;
  }
  return "plain";
}

const char* tone_of(SuiteVerdict verdict) {
  switch (verdict) {
    case SuiteVerdict::kPass:
      return "good";
    case SuiteVerdict::kFail:
    case SuiteVerdict::kError:
      return "bad";
    case SuiteVerdict::kUndecided:
    case SuiteVerdict::kIncomparable:
      break;
  }
  return "doubt";
}

const char* tone_of(SloStatus status) {
  switch (status) {
    case SloStatus::kMet:
      return "good";
    case SloStatus::kBreached:
      return "bad";
    case SloStatus::kUntestable:
      return "doubt";
    case SloStatus::kDeferred:
      break;
  }
  return "plain";
}

std::string verdict_html(const ReportRow& row) {
  return fmt::format("<td class=\"v {}\"><b>{}</b>{}</td>", tone_of(row),
                     report_detail::verdict_sign(row.verdict), report_detail::verdict_text(row));
}

std::string interval_html(const RatioInterval& ratio) {
  ReportRow row;
  row.ratio = ratio;
  return escaped(report_detail::interval_text(row));
}

std::string probability_text(const std::optional<double>& p) {
  if (!p) {
    return "-";
  }
  return *p < 0.0001 ? std::string("<0.0001") : fmt::format("{:.2g}", *p);
}

std::string size_text(const std::optional<double>& percent) {
  return percent ? fmt::format("{:.3g} %", *percent) : std::string("-");
}

std::string trend_anchor(std::string_view id, std::string_view metric) {
  return "t" + row_anchor(id, metric).substr(1);
}

}  // namespace perfgate::html_detail
