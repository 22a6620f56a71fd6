// SPDX-License-Identifier: Apache-2.0
// Gathers rows of several runs into one ResultSet. Knows no file format.
#pragma once

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace perfgate {

class RowTable {
 public:
  explicit RowTable(std::string origin) : origin_(std::move(origin)) {}

  /// Adds the runs of `row` to the row with the same id and metric. Errors: a run that the row
  /// already has (the same row twice), another unit or direction.
  [[nodiscard]] Result<void> add(Row row);

  /// Marks row `id` as failed; makes the row if no run has it.
  void add_failure(const std::string& id, const std::string& reason);

  [[nodiscard]] bool has_sample(const std::string& id, const std::string& run) const;

  [[nodiscard]] bool empty() const { return rows_.empty(); }

  /// The rows, sorted; leaves the table empty.
  [[nodiscard]] std::vector<Row> take();

 private:
  std::string origin_;
  std::map<std::pair<std::string, std::string>, Row> rows_;
};

}  // namespace perfgate
