// SPDX-License-Identifier: Apache-2.0
// Counting the instructions of one process with valgrind's callgrind.
#pragma once

#include "runner/valgrind.h"

#include <perfgate/result.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate::runner_detail {

/// Instructions in the text of a callgrind output file: its line "totals: N" or "summary: N", the
/// first number when events follow. Nothing if there is none.
[[nodiscard]] std::optional<double> callgrind_total(std::string_view text);

/// Instructions of argv in `directory` under callgrind; files go below `scratch`, which exists.
/// Errors: interrupted.
[[nodiscard]] Result<ToolCounts> count_instructions(const std::vector<std::string>& argv,
                                                    const std::string& directory,
                                                    const std::string& scratch, double timeout_s);

}  // namespace perfgate::runner_detail
