// SPDX-License-Identifier: Apache-2.0
// What a page says about one row when it is unfolded: why this verdict, the figures of both sides,
// every interval and probability, and the plots of its measurements.
#include "html/markup.h"
#include "html/page_parts.h"
#include "html/plots.h"
#include "report/row_text.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace perfgate::html_detail {
namespace {

using report_detail::value_text;

// `safe` is HTML.
std::string fact(std::string_view label, const std::string& safe) {
  return safe.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>", label, safe);
}

std::string fraction_interval(const std::optional<double>& change,
                              const std::optional<double>& lower,
                              const std::optional<double>& upper) {
  if (!change) {
    return "";
  }
  std::string text = format_percent(*change * 100);
  if (lower && upper) {
    text += fmt::format(" [{:+.1f}, {:+.1f}] %", *lower * 100, *upper * 100);
  }
  return text;
}

std::string centre_fact(const ReportRow& row) {
  const std::string median =
      fraction_interval(row.median_change, row.median_change_lower, row.median_change_upper);
  const std::string mean =
      fraction_interval(row.mean_change, row.mean_change_lower, row.mean_change_upper);
  return median.empty() || mean.empty() ? median + mean : median + ", " + mean;
}

std::string both(std::string_view label, const std::string& baseline, const std::string& current) {
  return fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td></tr>", label, escaped(baseline),
                     escaped(current));
}

std::string spread_text(const SideSummary& side) {
  return side.cv ? fmt::format("{:.2f} %", *side.cv * 100) : std::string("-");
}

std::string sides_table(const ReportRow& row) {
  const SideSummary& base = row.baseline;
  const SideSummary& now = row.current;
  std::string text =
      "<table><thead><tr><th></th><th>baseline</th><th>current</th></tr></thead><tbody>";
  text += both("Median", value_text(base.median, row.unit), value_text(now.median, row.unit));
  if (base.mean || now.mean) {
    text += both("Mean", value_text(base.mean, row.unit), value_text(now.mean, row.unit));
    text += both("Spread (cv)", spread_text(base), spread_text(now));
  }
  return text +
         both("Runs, samples", fmt::format("{}, {}", base.runs, base.samples),
              fmt::format("{}, {}", now.runs, now.samples)) +
         "</tbody></table>\n";
}

std::string ratio_fact(const ReportRow& row) {
  if (!row.ratio.estimate) {
    return "";
  }
  std::string text = fmt::format("{:.4g}", *row.ratio.estimate);
  if (row.ratio.lower && row.ratio.upper) {
    text += fmt::format(" [{:.4g}, {:.4g}]", *row.ratio.lower, *row.ratio.upper);
  }
  if (row.ratio.confidence > 0) {
    text += fmt::format(" at {:.4g} %", row.ratio.confidence * 100);
  }
  return text + (row.ratio.method.empty() ? "" : "<br><small>" + escaped(row.ratio.method)) +
         (row.ratio.method.empty() ? "" : "</small>");
}

std::string worse_fact(const ReportRow& row) {
  if (!row.worse_pct) {
    return "";
  }
  std::string text = format_percent(*row.worse_pct);
  if (row.worse_lower_pct && row.worse_upper_pct) {
    text += fmt::format(" [{:+.1f}, {:+.1f}] %", *row.worse_lower_pct, *row.worse_upper_pct);
  }
  if (row.suite_upper_pct) {
    text += fmt::format("; whole suite: at most {}", format_percent(*row.suite_upper_pct));
  }
  return text;
}

std::string probability_fact(const ReportRow& row) {
  if (!row.p_value) {
    return "";
  }
  return escaped(fmt::format("{}; Holm {}; Benjamini-Hochberg {}", probability_text(row.p_value),
                             probability_text(row.p_adjusted), probability_text(row.q_value)));
}

// Only where the class says more than that the row is not much worse.
std::string class_fact(const ReportRow& row) {
  const RegressionClass least = RegressionClass::kAcceptable;
  return row.suspected > least || row.reached > least
             ? fmt::format("{} by the estimate, {} by the whole interval",
                           class_name(row.suspected), class_name(row.reached))
             : std::string();
}

std::string shape_words(const PairedFacts& facts) {
  if (facts.skewed && facts.two_modes) {
    return "skewed, two modes";
  }
  return facts.skewed ? "skewed" : facts.two_modes ? "two modes" : "even";
}

std::string paired_facts_html(const ReportRow& row) {
  if (!row.paired) {
    return "";
  }
  const PairedFacts& facts = *row.paired;
  return fact("Rounds", fmt::format("{}, by the {} of each; shape: {}", facts.rounds,
                                    escaped(facts.summary), shape_words(facts))) +
         fact("Signed rank", interval_html(facts.ranks)) +
         fact("Sign", interval_html(facts.signs)) +
         fact("Other summary", interval_html(facts.other) + " (never decides)");
}

std::string witness_facts(const ReportRow& row) {
  std::string text;
  for (const Witness& witness : row.witnesses) {
    const std::string figures = witness.base && witness.candidate
                                    ? value_text(witness.base, witness.unit) + " \u2192 " +
                                          value_text(witness.candidate, witness.unit)
                                    : "not known: " + witness.missing;
    text += fact(escaped(witness.name), escaped(figures));
  }
  return text;
}

std::string calibrated_fact(const ReportRow& row) {
  return row.calibrated
             ? fmt::format("{:.2f} % run to run, lag 1 {:.2f}, in {} A/A runs",
                           row.calibrated->run_sd_pct, row.calibrated->lag1, row.calibrated->runs)
             : std::string();
}

std::string ratio_table(const ReportRow& row) {
  const std::string limit =
      row.mde_pct ? size_text(row.mde_pct) + " against a limit of " + size_text(row.limit_pct)
                  : std::string();
  return "<dl>" + fact("Ratio", ratio_fact(row)) + fact("Worse by", worse_fact(row)) +
         fact("p", probability_fact(row)) + fact("Detects", limit) +
         fact("Class", class_fact(row)) + fact("Median, mean", centre_fact(row)) +
         paired_facts_html(row) + witness_facts(row) + fact("Calibration", calibrated_fact(row)) +
         "</dl>\n";
}

std::string warning_list(const ReportRow& row) {
  std::string text;
  for (const std::string& warning : row.warnings) {
    text += "<li>" + escaped(warning) + "</li>";
  }
  return text.empty() ? "" : "<ul class=\"warn\">" + text + "</ul>\n";
}

std::string trend_link(const ReportRow& row, const HtmlSources& sources) {
  const bool known = std::any_of(
      sources.trends.begin(), sources.trends.end(),
      [&](const HtmlTrend& trend) { return trend.id == row.id && trend.metric == row.metric; });
  return known ? fmt::format("<p><a href=\"#{}\">History of this row</a></p>\n",
                             trend_anchor(row.id, row.metric))
               : std::string();
}

}  // namespace

std::string row_detail(const GateReport& report, const ReportRow& row, const HtmlSources& sources) {
  const RowData data = row_data(row, sources);
  std::string text;
  if (!row.reason.empty()) {
    text += "<p class=\"say\"><b>" + std::string(row_verdict_name(row.verdict)) +
            "</b>: " + escaped(row.reason) + "</p>\n";
  }
  text += warning_list(row) + "<div class=\"two\"><div class=\"facts sides\">" + sides_table(row) +
          ratio_table(row) + "</div>";
  text += ecdf_figure(row, data) + rounds_figure(row, data, report.policy);
  if (data.log_ratios.empty() || report_detail::needs_attention(row)) {
    text += order_figure(row, data);
  }
  text += "</div>\n";
  if (!data.why_empty.empty()) {
    text += "<p class=\"muted\">" + data.why_empty + "</p>\n";
  }
  return text + trend_link(row, sources);
}

}  // namespace perfgate::html_detail
