// SPDX-License-Identifier: Apache-2.0
// Trees of Criterion results.
#pragma once

#include "ingest/tree_listing.h"

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <string>

namespace perfgate {

/// Reads the measurement `set` of every benchmark below `root`, and every metrics.json of ours.
/// When rows occur in several copies of a tree side by side (`root`/a, `root`/b, ...), told by the
/// directory_name that each benchmark states, the copies are runs named by their folders; otherwise
/// there is one run. Errors: those of list_tree; more than limits.bytes; a file that is not what
/// its name says.
[[nodiscard]] Result<ResultSet> read_criterion_tree(const std::string& root, const std::string& set,
                                                    const TreeLimits& limits = {});

}  // namespace perfgate
