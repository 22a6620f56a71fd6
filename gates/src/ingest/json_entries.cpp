// SPDX-License-Identifier: Apache-2.0
// One array of a file as the rows of its only run.
#include "ingest/json_entries.h"

#include "baseline/row_rules.h"
#include "ingest/sources.h"

#include <utility>

namespace perfgate {

Result<ResultSet> read_entries(ResultSet results, const Fields& root, const char* member,
                               ReadEntry read, ReadStatus& status) {
  const std::string pointer = std::string("/") + member;
  results.run_names = {kOnlyRun};
  for (const Json& entry : root.array(member)) {
    results.rows.push_back(read(entry, element_pointer(pointer, results.rows.size()), status));
  }
  if (results.rows.empty()) {
    status.fail(pointer, std::string("has no ") + member);
  }
  if (!status.ok()) {
    return status.error();
  }
  if (const auto unique = sort_unique(results.rows, results.path); !unique) {
    return tl::unexpected(unique.error());
  }
  return results;
}

}  // namespace perfgate
