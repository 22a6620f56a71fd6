// SPDX-License-Identifier: Apache-2.0
// Folders written by `perfgate run`.
#pragma once

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <string>
#include <vector>

namespace perfgate {

/// A folder with run.json; every round is a run.
[[nodiscard]] Result<ResultSet> read_run_folder(const std::string& folder, const std::string& set);

/// Sub-folders of `folder` that hold a run.json, in name order; errors as list_tree.
struct RunFolders {
  std::vector<std::string> with_run;
  std::vector<std::string> without_run;
};

[[nodiscard]] Result<RunFolders> find_run_folders(const std::string& folder);

/// All of them as one result: runs are named "<folder>/<round>". The machine keys must agree
/// (kIncomparable).
[[nodiscard]] Result<ResultSet> read_run_folders(const std::string& folder, const RunFolders& found,
                                                 const std::string& set);

/// A file that holds results by itself, by its content.
[[nodiscard]] Result<ResultSet> read_result_file(const std::string& path);

}  // namespace perfgate
