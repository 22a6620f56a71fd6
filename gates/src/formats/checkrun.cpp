// SPDX-License-Identifier: Apache-2.0
// The body of a GitHub check run. Its limits are those of the REST API; nothing is sent here.
#include "formats/row_outcome.h"
#include "report/row_text.h"

#include <perfgate/formats.h>
#include <perfgate/json.h>
#include <perfgate/report.h>
#include <perfgate/text.h>

#include <algorithm>

namespace perfgate {
namespace {

using formats_detail::Outcome;
using formats_detail::outcome_of;

constexpr std::size_t kMaxSummary = 65535;
constexpr std::size_t kMaxCheckAnnotations = 50;
constexpr std::size_t kMaxTitle = 255;
constexpr std::size_t kCommitDigits = 40;

const char* conclusion(const GateReport& report) {
  switch (report.verdict) {
    case SuiteVerdict::kPass:
      return "success";
    case SuiteVerdict::kFail:
    case SuiteVerdict::kError:
      return "failure";
    case SuiteVerdict::kUndecided:
      return report.exit_code == ExitCode::kPass ? "neutral" : "action_required";
    case SuiteVerdict::kIncomparable:
      break;
  }
  return "action_required";  // neutral would satisfy a branch protection rule
}

bool is_commit(const std::string& text) {
  return text.size() == kCommitDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// At most `bytes` bytes, cut between characters.
std::string shortened_to(std::string text, std::size_t bytes) {
  constexpr std::string_view kMark = "...";
  if (text.size() <= bytes) {
    return text;
  }
  std::size_t end = bytes - kMark.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end) + std::string(kMark);
}

Json annotation(const ReportRow& row, const char* level, const std::string& path) {
  return {{"path", path},
          {"start_line", 1},
          {"end_line", 1},
          {"annotation_level", level},
          {"title", shortened_to(terminal_safe(formats_detail::row_name(row)), kMaxTitle)},
          {"message", shortened_to(terminal_safe(formats_detail::explanation(row)), kMaxSummary)}};
}

Json check_annotations(const GateReport& report, const std::string& path) {
  Json list = Json::array();
  if (report_detail::nothing_compared(report)) {
    return list;
  }
  for (const ReportRow* row : report_detail::rows_by_attention(report)) {
    const Outcome outcome = outcome_of(*row, report);
    const bool fails = outcome == Outcome::kFailed || outcome == Outcome::kError;
    if (list.size() < kMaxCheckAnnotations && (fails || report_detail::needs_attention(*row))) {
      const bool good = row->verdict == RowVerdict::kImproved;
      list.push_back(annotation(*row, fails ? "failure" : good ? "notice" : "warning", path));
    }
  }
  return list;
}

}  // namespace

std::string render_checkrun(const GateReport& report, const CheckrunOptions& options) {
  Json body = {{"name", "perfgate"},
               {"status", "completed"},
               {"conclusion", conclusion(report)},
               {"output",
                {{"title", shortened_to(terminal_safe(report.headline), kMaxTitle)},
                 {"summary", render_markdown(report, kMaxSummary)},
                 {"annotations", check_annotations(report, options.path)}}}};
  if (!report.created.empty()) {
    body["completed_at"] = report.created;
  }
  const std::string commit = options.head_sha.empty() ? report.current.commit : options.head_sha;
  if (is_commit(commit)) {
    body["head_sha"] = commit;
  }
  return dump_json(body);
}

}  // namespace perfgate
