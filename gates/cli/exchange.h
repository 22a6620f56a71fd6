// SPDX-License-Identifier: Apache-2.0
// The work behind the verbs import and export.
#pragma once

#include "verbs.h"

#include <string>
#include <vector>

namespace perfgate::cli {

struct ImportOptions {
  std::vector<std::string> sources;
  std::string out, set = "new", filter;
};

struct ExportOptions {
  std::string source, set = "new", filter;
};

[[nodiscard]] int import_results(Context& context, const ImportOptions& options);
[[nodiscard]] int export_results(Context& context, const ExportOptions& options);

}  // namespace perfgate::cli
