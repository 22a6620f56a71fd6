// SPDX-License-Identifier: Apache-2.0
// "perfgate/point/1" -> ResultSet. Does not parse the printed figures: `value` is what counts.
#include "baseline/point_read.h"

#include "baseline/json_fields.h"
#include "baseline/row_rules.h"

#include <fmt/format.h>

namespace perfgate {
namespace {

Row read_point_row(const Json& json, const std::string& pointer, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  Row row;
  row.id = bounded_id(fields.text("id"));
  row.metric = fields.text("metric");
  row.unit = fields.text("unit");
  row.labels = fields.text_map("labels");
  const auto direction = direction_from_name(fields.text("direction"));
  if (!direction) {
    fields.fail("direction", "wanted lower_is_better or higher_is_better");
  }
  row.direction = direction.value_or(Direction::kLowerIsBetter);
  const auto scale = unit_scale(row.unit);
  if (!scale || scale->base != row.unit) {
    fields.fail("unit", fmt::format("found {}, wanted a base unit", quote_name(row.unit)));
  }
  row.published = PublishedFigure{fields.number("value"), fields.text("source")};
  if (const std::string fault = value_fault(row.published->value, row.unit); !fault.empty()) {
    fields.fail("value", fault);
  }
  if (row.id.empty() || row.metric.empty()) {
    fields.fail(row.id.empty() ? "id" : "metric", "is empty");
  }
  if (const std::string printed = fields.text_or("printed", ""); !printed.empty()) {
    row.labels["printed"] = printed;
  }
  if (const std::string note = fields.text_or("note", ""); !note.empty()) {
    row.warnings.push_back(note);
  }
  return row;
}

}  // namespace

Result<ResultSet> point_from_json(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields fields(json, "", status);
  ResultSet results;
  results.path = origin;
  results.kind = "point";
  results.created = fields.text_or("created", "");
  if (const Json* source = fields.find("source"); source != nullptr) {
    results.commit = Fields(*source, "/source", status).text_or("commit", "");
  }
  results.warnings = fields.texts_or_empty("warnings");
  for (const Json& row : fields.array("rows")) {
    results.rows.push_back(
        read_point_row(row, element_pointer("/rows", results.rows.size()), status));
  }
  if (results.rows.empty()) {
    status.fail("/rows", "has no rows");
  }
  if (!status.ok()) {
    return status.error();
  }
  if (const auto unique = sort_unique(results.rows, origin); !unique) {
    return tl::unexpected(unique.error());
  }
  return results;
}

}  // namespace perfgate
