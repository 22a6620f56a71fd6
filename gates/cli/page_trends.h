// SPDX-License-Identifier: Apache-2.0
// What the rows of a report did over time, for its page.
#pragma once

#include "verbs.h"

#include <perfgate/report_html.h>

#include <vector>

namespace perfgate::cli {

/// Trends of the rows that html_trend_rows names, on the machine of the current results and up to
/// their time: a stored report stays the same page while its history grows. Change points are
/// searched in the first twelve, the other trends say that they were not. Empty when there is no
/// history; one that cannot be read is a warning on context.err.
[[nodiscard]] std::vector<HtmlTrend> page_trends(Context& context, const GateReport& report);

}  // namespace perfgate::cli
