// SPDX-License-Identifier: Apache-2.0
// metrics.json at the root of a tree: figures that are not times, one value each. Schema
// benchsuite/metrics/1.
#pragma once

#include <benchsuite/bench_result.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace benchsuite {

enum class Better : std::uint8_t { kLower, kHigher };

struct MetricRow {
  std::string id;      // "accuracy/I2S/absmax/gaussian/sqnr_db"
  std::string metric;  // "accuracy"
  std::string unit;    // "dB", "%", "1"
  Better better = Better::kHigher;
  double value = 0;
  std::map<std::string, std::string> labels;  // formula, data, n, seed, ...
};

/// Writes <root>/metrics.json through a temporary file that is renamed. Errors: a value that is not
/// finite, an id used twice with the same metric, text that is not UTF-8, anything the file system
/// refuses; then an earlier metrics.json is untouched.
Result<void> write_metrics(const std::filesystem::path& root, const std::vector<MetricRow>& rows);

}  // namespace benchsuite
