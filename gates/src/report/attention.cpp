// SPDX-License-Identifier: Apache-2.0
// What of a report a reader needs to see, and in which order: rows, reasons, warnings. Chooses and
// counts; the words are in row_text.cpp and summary_lines.cpp.
#include "report/row_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>

namespace perfgate::report_detail {
namespace {

constexpr std::size_t kSmallSuite = 30;  // a table of one screen is shorter than an explanation

int attention_rank(const ReportRow& row) {
  switch (row.verdict) {
    case RowVerdict::kFailed:
      return 0;
    case RowVerdict::kRegressed:
      return 1;
    case RowVerdict::kMissing:
      return 2;
    case RowVerdict::kBlind:
      return 3;
    case RowVerdict::kInconclusive:
      return row.within_limit ? 6 : 4;
    case RowVerdict::kWaived:
      return 5;
    case RowVerdict::kImproved:
      return 7;
    case RowVerdict::kEquivalent:
      return 8;
    case RowVerdict::kNew:
      break;
  }
  return 9;
}

}  // namespace

std::vector<const ReportRow*> rows_by_attention(const GateReport& report) {
  std::vector<const ReportRow*> rows;
  rows.reserve(report.rows.size());
  for (const ReportRow& row : report.rows) {
    rows.push_back(&row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const ReportRow* a, const ReportRow* b) {
    const int rank_a = attention_rank(*a);
    const int rank_b = attention_rank(*b);
    if (rank_a != rank_b) {
      return rank_a < rank_b;
    }
    return a->worse_pct.value_or(0) > b->worse_pct.value_or(0);
  });
  return rows;
}

bool needs_attention(const ReportRow& row) {
  if (row.verdict == RowVerdict::kInconclusive) {
    return !row.within_limit;
  }
  return row.verdict != RowVerdict::kEquivalent && row.verdict != RowVerdict::kNew;
}

bool explains_itself(const ReportRow& row) {
  return !needs_attention(row) || row.verdict == RowVerdict::kRegressed ||
         row.verdict == RowVerdict::kImproved;
}

bool nothing_compared(const GateReport& report) {
  return report.verdict == SuiteVerdict::kIncomparable || report.verdict == SuiteVerdict::kError;
}

std::vector<std::string> reasons_beside_headline(const GateReport& report) {
  const bool said = report.reasons.size() == 1 &&
                    report.headline.find(report.reasons.front()) != std::string::npos;
  return said ? std::vector<std::string>() : report.reasons;
}

std::vector<const ReportRow*> short_table(const GateReport& report) {
  if (nothing_compared(report)) {
    return {};
  }
  const std::vector<const ReportRow*> all = rows_by_attention(report);
  const auto is_new = [](const ReportRow* row) { return row->verdict == RowVerdict::kNew; };
  const std::size_t old_rows =
      all.size() - static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_new));
  std::vector<const ReportRow*> chosen;
  for (const ReportRow* row : all) {
    if (!is_new(row) && (old_rows <= kSmallSuite || needs_attention(*row))) {
      chosen.push_back(row);
    }
  }
  return chosen;
}

std::vector<std::string> all_warnings(const GateReport& report) {
  struct Shared {
    std::string text, first;
    std::size_t rows = 0;
  };

  std::vector<Shared> found;
  std::map<std::string_view, std::size_t> index;
  for (const ReportRow& row : report.rows) {
    for (const std::string& warning : row.warnings) {
      const auto [place, added] = index.emplace(warning, found.size());
      if (added) {
        found.push_back({warning, row.id, 0});
      }
      ++found[place->second].rows;
    }
  }
  std::vector<std::string> all = report.warnings;
  for (const Shared& shared : found) {
    all.push_back(shared.rows == 1 ? shared.first + ": " + shared.text
                                   : fmt::format("{} rows, first {}: {}", shared.rows, shared.first,
                                                 shared.text));
  }
  return all;
}

}  // namespace perfgate::report_detail
