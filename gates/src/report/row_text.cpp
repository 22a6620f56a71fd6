// SPDX-License-Identifier: Apache-2.0
// Words and figures of one row: order of attention, value, change, interval, verdict. Knows no
// output format and escapes nothing.
#include "report/row_text.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
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

bool is_rate(std::string_view unit) {
  return unit.size() > 2 && unit.substr(unit.size() - 2) == "/s";
}

// A rate for people: "684.32 K/s", "1.2 GB/s"; decimal prefixes, as throughput is quoted
// everywhere.
std::string rate_text(double value, std::string_view unit) {
  static constexpr std::array<const char*, 5> kPrefix = {"", "K", "M", "G", "T"};
  std::size_t step = 0;
  double scaled = value;
  while (std::abs(scaled) >= 1000 && step + 1 < kPrefix.size()) {
    scaled /= 1000;
    ++step;
  }
  std::string_view what = unit.substr(0, unit.size() - 2);
  if (what == "1") {
    what = "";
  }
  return fmt::format("{:.5g} {}{}/s", scaled, kPrefix[step], what);
}

std::string bound_text(std::optional<double> ratio) {
  return ratio ? fmt::format("{:+.1f}", (*ratio - 1) * 100) : std::string("?");
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

std::vector<const ReportRow*> short_table(const GateReport& report) {
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

std::string value_text(std::optional<double> value, std::string_view unit) {
  if (!value) {
    return "-";
  }
  return is_rate(unit) ? rate_text(*value, unit) : format_value(*value, unit);
}

std::string change_text(const ReportRow& row) {
  if (!row.ratio.estimate) {
    return "n/a";
  }
  const double percent = (*row.ratio.estimate - 1) * 100;
  const std::string figure = format_percent(percent);
  if (!(std::abs(percent) >= 0.05)) {  // prints as zero: neither better nor worse
    return figure;
  }
  const bool worse = (percent > 0) == (row.direction == Direction::kLowerIsBetter);
  return figure + (worse ? " worse" : " better");
}

std::string interval_text(const ReportRow& row) {
  if (!row.ratio.lower && !row.ratio.upper) {
    return "n/a";
  }
  return fmt::format("[{}, {}] %", bound_text(row.ratio.lower), bound_text(row.ratio.upper));
}

std::string verdict_text(const ReportRow& row) {
  const std::string name = row_verdict_name(row.verdict);
  if (row.verdict == RowVerdict::kRegressed) {
    // Published figures have no interval that could reach a class: the estimate names it.
    const bool reached = row.reached != RegressionClass::kNone;
    return fmt::format("{} ({})", name, class_name(reached ? row.reached : row.suspected));
  }
  const bool doubtful =
      row.verdict == RowVerdict::kInconclusive || row.verdict == RowVerdict::kBlind;
  if (doubtful && row.suspected > RegressionClass::kAcceptable) {
    return fmt::format("{} ({} suspected)", name, class_name(row.suspected));
  }
  return name;
}

const char* verdict_sign(RowVerdict verdict) {
  switch (verdict) {
    case RowVerdict::kEquivalent:
    case RowVerdict::kImproved:
      return "\u2713";
    case RowVerdict::kRegressed:
    case RowVerdict::kMissing:
    case RowVerdict::kFailed:
      return "\u2717";
    case RowVerdict::kBlind:
      return "?";
    case RowVerdict::kInconclusive:
      return "~";
    case RowVerdict::kNew:
      return "+";
    case RowVerdict::kWaived:
      return "!";
  }
  return "?";
}

const char* slo_sign(SloStatus status) {
  switch (status) {
    case SloStatus::kMet:
      return "\u2713";
    case SloStatus::kBreached:
      return "\u2717";
    case SloStatus::kDeferred:
      return "-";
    case SloStatus::kUntestable:
      return "?";
  }
  return "?";
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

std::string slo_actual_text(const SloResult& slo) {
  if (!slo.actual) {
    return "not measured";
  }
  std::string text = value_text(slo.actual, slo.unit);
  if (slo.lower && slo.upper) {
    text +=
        fmt::format(" [{}, {}]", value_text(slo.lower, slo.unit), value_text(slo.upper, slo.unit));
  }
  return text;
}

}  // namespace perfgate::report_detail
