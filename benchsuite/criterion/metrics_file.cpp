// SPDX-License-Identifier: Apache-2.0
// Writer of metrics.json. Does not compute the figures.
#include "json_file.h"

#include <benchsuite/metrics_file.h>

#include <fmt/format.h>

#include <set>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace benchsuite {
namespace {

OrderedJson row_json(const MetricRow& row) {
  OrderedJson json;
  json["id"] = row.id;
  json["metric"] = row.metric;
  json["unit"] = row.unit;
  json["direction"] = row.better == Better::kHigher ? "higher_is_better" : "lower_is_better";
  json["value"] = row.value;
  json["labels"] = OrderedJson(row.labels);
  return json;
}

}  // namespace

Result<void> write_metrics(const std::filesystem::path& root, const std::vector<MetricRow>& rows) {
  OrderedJson document;
  document["schema"] = "benchsuite/metrics/1";
  document["rows"] = OrderedJson::array();
  std::set<std::pair<std::string, std::string>> seen;
  for (const MetricRow& row : rows) {
    if (!seen.emplace(row.id, row.metric).second) {
      return failure(fmt::format("metric {} of {} is there twice", row.metric, row.id));
    }
    document["rows"].push_back(row_json(row));
  }
  const std::filesystem::path path = root / "metrics.json";
  const std::filesystem::path temporary = root / fmt::format("metrics.json.tmp.{}", getpid());
  std::error_code error;
  std::filesystem::create_directories(root, error);
  Result<void> done = write_json_file(temporary, document);
  if (done) {
    std::filesystem::rename(temporary, path, error);
    if (error) {
      done = failure(fmt::format("{}: cannot be created: {}", path.string(), error.message()));
    }
  }
  if (!done) {
    std::filesystem::remove(temporary, error);
  }
  return done;
}

}  // namespace benchsuite
