// SPDX-License-Identifier: Apache-2.0
// Workflow commands of GitHub Actions. Text is one line and cannot start a command of its own; the
// limits are those of the runner, which drops annotations beyond ten of a kind without a word.
#include "formats/row_outcome.h"
#include "report/row_text.h"

#include <perfgate/formats.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace perfgate {
namespace {

using formats_detail::Outcome;
using formats_detail::outcome_of;

constexpr std::size_t kMaxAnnotations = 10;  // of a kind and step

struct Annotation {
  std::string title, message;
};

struct Annotations {
  std::vector<Annotation> errors, warnings;
};

std::string escaped_data(std::string_view text) {
  std::string out;
  for (const char c : terminal_safe(text)) {
    out += c == '%' ? std::string("%25") : std::string(1, c);
  }
  return out;
}

std::string escaped_property(std::string_view text) {
  std::string out;
  for (const char c : escaped_data(text)) {
    out += c == ':' ? std::string("%3A") : c == ',' ? std::string("%2C") : std::string(1, c);
  }
  return out;
}

std::string command(const char* name, const Annotation& annotation) {
  return fmt::format("::{} title={}::{}\n", name, escaped_property(annotation.title),
                     escaped_data(annotation.message));
}

void add_row(Annotations& found, const ReportRow& row, const GateReport& report) {
  const Outcome outcome = outcome_of(row, report);
  if (outcome == Outcome::kFailed || outcome == Outcome::kError) {
    found.errors.push_back({formats_detail::row_name(row), formats_detail::explanation(row)});
  } else if (report_detail::needs_attention(row) && row.verdict != RowVerdict::kImproved) {
    found.warnings.push_back({formats_detail::row_name(row), formats_detail::explanation(row)});
  }
}

Annotations annotations_of(const GateReport& report) {
  Annotations found;
  if (outcome_of(report) == Outcome::kError) {  // no row was compared: the reason is the headline
    found.errors.push_back({"perfgate", report.headline});
    return found;
  }
  for (const ReportRow* row : report_detail::rows_by_attention(report)) {
    add_row(found, *row, report);
  }
  for (const SloResult& slo : report.slos) {
    if (slo.status == SloStatus::kBreached) {
      found.errors.push_back({"SLO " + slo.id, formats_detail::explanation(slo)});
    } else if (slo.status == SloStatus::kUntestable) {
      found.warnings.push_back({"SLO " + slo.id, formats_detail::explanation(slo)});
    }
  }
  if (report.verdict == SuiteVerdict::kUndecided) {  // fails the job: must be seen as an error
    found.errors.push_back({"perfgate", report.headline});
  }
  return found;
}

std::string commands(const char* name, const std::vector<Annotation>& annotations) {
  std::string text;
  const bool all = annotations.size() <= kMaxAnnotations;
  const std::size_t shown = all ? annotations.size() : kMaxAnnotations - 1;
  for (std::size_t i = 0; i < shown; ++i) {
    text += command(name, annotations[i]);
  }
  if (!all) {
    text += command(name, {"perfgate", fmt::format("and {} more; the report lists them",
                                                   annotations.size() - shown)});
  }
  return text;
}

}  // namespace

std::string render_github(const GateReport& report) {
  const Annotations found = annotations_of(report);
  return commands("error", found.errors) + commands("warning", found.warnings) +
         command("notice", {"perfgate", report.headline});
}

}  // namespace perfgate
