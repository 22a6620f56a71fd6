// SPDX-License-Identifier: Apache-2.0
// The verb report: a stored report in another format. The exit code is the stored verdict's.
#include "actions.h"

namespace perfgate::cli {

int report(Context& context, const std::string& path) {
  const Result<GateReport> stored = read_report(path);
  return stored ? print_report(context, *stored) : fail(context, stored.error());
}

}  // namespace perfgate::cli
