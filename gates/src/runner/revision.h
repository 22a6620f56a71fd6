// SPDX-License-Identifier: Apache-2.0
// Which commit is being measured.
#pragma once

#include <string>

namespace perfgate::runner_detail {

struct Revision {
  std::string commit;  // 40 (or 64) hex digits; "" = not a git checkout, or no git
  bool dirty = false;  // tracked files differ from the commit
};

[[nodiscard]] Revision git_revision(const std::string& directory);

}  // namespace perfgate::runner_detail
