// SPDX-License-Identifier: Apache-2.0
// metrics.json of a benchmark program: figures that are not times (accuracy, sizes). One value per
// row and run; what a figure means is said by its labels and not judged here.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/sources.h"

#include <fmt/format.h>

namespace perfgate {
namespace {

Row read_metric(const Json& json, const std::string& pointer, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  Row row;
  row.id = bounded_id(fields.text("id"));
  row.metric = fields.text("metric");
  row.labels = fields.text_map("labels");
  if (row.id.empty() || row.metric.empty()) {
    fields.fail(row.id.empty() ? "id" : "metric", "is empty");
  }
  const std::string unit = fields.text("unit");
  const auto scale = unit_scale(unit);
  if (!scale) {
    fields.fail("unit", fmt::format("found {}, wanted one of {}", quote_name(unit), known_units()));
  }
  const auto direction = direction_from_name(fields.text("direction"));
  if (!direction) {
    fields.fail("direction", "wanted lower_is_better or higher_is_better");
  }
  row.direction = direction.value_or(Direction::kLowerIsBetter);
  row.unit = scale ? scale->base : unit;
  const double value = fields.number("value") * (scale ? scale->factor : 1);
  if (const std::string fault = value_fault(value, row.unit); !fault.empty()) {
    fields.fail("value", fault);
  }
  row.runs.push_back({"", {value}, {}});
  return row;
}

}  // namespace

Result<std::vector<Row>> metrics_from_json(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields fields(json, "", status);
  if (const std::string schema = fields.text("schema"); schema != "benchsuite/metrics/1") {
    fields.fail("schema", fmt::format("found {}, wanted benchsuite/metrics/1", quote_name(schema)));
  }
  std::vector<Row> rows;
  for (const Json& row : fields.array("rows")) {
    rows.push_back(read_metric(row, element_pointer("/rows", rows.size()), status));
  }
  if (!status.ok()) {
    return status.error();
  }
  if (const auto unique = sort_unique(rows, origin); !unique) {
    return tl::unexpected(unique.error());
  }
  return rows;
}

Result<std::vector<Row>> parse_metrics(std::string_view text, const std::string& origin) {
  const auto json = parse_json(text, origin);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return metrics_from_json(*json, origin);
}

}  // namespace perfgate
