// SPDX-License-Identifier: Apache-2.0
// Counting the heap allocations of one process with valgrind's dhat.
#pragma once

#include "runner/valgrind.h"

#include <perfgate/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace perfgate::runner_detail {

/// Blocks and bytes of the last line "Total: 1,234 bytes in 5 blocks" in the log of dhat. None if
/// there is no such line, or no block in it: dhat sees no allocator that is linked statically, so
/// that 0 would not mean none.
[[nodiscard]] ToolCounts dhat_total(std::string_view log);

/// Blocks that argv in `directory` allocates in its life and their bytes; a block that is made
/// larger counts again. Of this process alone; files go below `scratch`, which exists. Errors:
/// interrupted.
[[nodiscard]] Result<ToolCounts> count_allocations(const std::vector<std::string>& argv,
                                                   const std::string& directory,
                                                   const std::string& scratch, double timeout_s);

}  // namespace perfgate::runner_detail
