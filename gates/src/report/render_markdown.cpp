// SPDX-License-Identifier: Apache-2.0
// The Markdown report: which sections, in which order, within the size that a comment may have.
#include "report/markdown_parts.h"

#include <perfgate/report.h>

namespace perfgate {

std::string render_markdown(const GateReport& report, std::size_t max_chars) {
  namespace detail = report_detail;
  return detail::assemble(
      {detail::summary_section(report), detail::gates_section(report),
       detail::lines_section(report), detail::deltas_section(report),
       detail::classes_section(report), detail::slo_section(report), detail::method_section(report),
       detail::attempts_section(report), detail::calibration_section(report),
       detail::paired_section(report), detail::sources_section(report),
       detail::hardware_section(report), detail::follow_up_section(report),
       detail::warnings_section(report), detail::full_table_section(report)},
      max_chars);
}

}  // namespace perfgate
