// SPDX-License-Identifier: Apache-2.0
// Reports in the formats of other programs. Only chooses: the formats are in the module formats.
#include "verbs.h"

namespace perfgate::cli {

Result<std::string> machine_report(const Context& context, const GateReport& report) {
  static_cast<void>(report);
  return usage_error("a report has no " + format_name(context.global.format) + " form");
}

}  // namespace perfgate::cli
