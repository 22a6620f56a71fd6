// SPDX-License-Identifier: Apache-2.0
// Reading again what a report was made of. A path that cannot be read any more is no error: the
// page says that it has no distributions. Whether the measurements are still the same ones is
// checked where they are drawn.
#include "report_page.h"

#include "page_trends.h"

#include <perfgate/ingest.h>
#include <perfgate/report_html.h>

#include <filesystem>
#include <optional>
#include <utility>

namespace perfgate::cli {
namespace {

const ResultSet* set_or_null(const std::optional<ResultSet>& results) {
  return results ? &*results : nullptr;
}

std::optional<ResultSet> readable(const std::string& path) {
  if (path.empty()) {
    return std::nullopt;
  }
  Result<ResultSet> results = ingest(path);
  return results ? std::optional(std::move(*results)) : std::nullopt;
}

// A second stage of pairs has both sides beside each other, named as those of the first.
std::string second_baseline_path(const GateReport& report) {
  const std::filesystem::path first = report.baseline.path;
  const std::filesystem::path second = report.attempts.back().path;
  if (report.evidence != Evidence::kPaired || !first.has_filename() || !second.has_parent_path()) {
    return "";
  }
  return (second.parent_path() / first.filename()).string();
}

}  // namespace

std::string report_page(Context& context, const GateReport& report, const PageSources& sources) {
  HtmlSources shown;
  shown.trends = page_trends(context, report);
  shown.baseline = sources.baseline;
  shown.current = sources.current;
  std::optional<ResultSet> second_baseline;
  std::optional<ResultSet> second_current;
  if (report.attempts.size() > 1) {
    second_baseline = readable(second_baseline_path(report));
    second_current = readable(report.attempts.back().path);
    shown.second_baseline = set_or_null(second_baseline);
    shown.second_current = set_or_null(second_current);
  }
  return render_html(report, shown);
}

std::string report_page(Context& context, const GateReport& report) {
  const std::optional<ResultSet> baseline = readable(report.baseline.path);
  const std::optional<ResultSet> current = readable(report.current.path);
  return report_page(context, report, {set_or_null(baseline), set_or_null(current)});
}

}  // namespace perfgate::cli
