// SPDX-License-Identifier: Apache-2.0
// Words and figures of one row: value, change, interval, verdict. Knows no output format and
// escapes nothing.
#include "report/row_text.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>

namespace perfgate::report_detail {
namespace {

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
  if (!ratio) {
    return "?";
  }
  const double percent = (*ratio - 1) * 100;
  return std::abs(percent) < 0.05 ? std::string("0.0") : fmt::format("{:+.1f}", percent);
}

}  // namespace

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
  std::string figure = format_percent(percent);
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
  std::string name = row_verdict_name(row.verdict);
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
