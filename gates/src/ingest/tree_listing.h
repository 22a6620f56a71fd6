// SPDX-License-Identifier: Apache-2.0
// Which folders of a Criterion tree hold measurements. Opens no file.
#pragma once

#include <perfgate/result.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate {

inline constexpr int kMaxTreeDepth = 16;

struct TreeLimits {
  std::size_t entries =
      500'000;  // looked at: Criterion's own plots and reports beside the data too
  std::size_t bytes = std::size_t{512} << 20U;  // read
};

struct MeasuredFolder {
  std::string benchmark;  // relative to the root, '/' between parts; "" = the root itself
  std::string set;        // "new", "base", ...
  bool has_sample = false, has_benchmark = false, has_context = false;
};

struct TreeListing {
  std::vector<MeasuredFolder> measured;      // in path order
  std::vector<std::string> metrics_folders;  // relative folders that hold a metrics.json
};

/// Walks `root` in name order. Errors: unreadable, deeper than kMaxTreeDepth, more than
/// `most_entries`, a symlink anywhere below the root.
[[nodiscard]] Result<TreeListing> list_tree(const std::string& root,
                                            std::size_t most_entries = TreeLimits{}.entries);

/// `relative` below `root`; refuses what could leave it: absolute, "..", a symlink on the way,
/// missing. Returns the path to open.
[[nodiscard]] Result<std::string> resolve_inside(const std::string& root,
                                                 const std::string& relative);

}  // namespace perfgate
