// SPDX-License-Identifier: Apache-2.0
// A report as JSON lines, for tools that read a record at a time. Same members as the JSON report.
#include <perfgate/formats.h>
#include <perfgate/json.h>

#include <utility>

namespace perfgate {
namespace {

std::string json_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string typed_line(Json value, const char* type) {
  value["type"] = type;
  return json_line(value);
}

}  // namespace

std::string render_jsonl(const GateReport& report) {
  Json json = report_to_json(report);
  const Json rows = std::move(json["rows"]);
  json.erase("rows");
  Json slos = Json::array();
  if (const auto found = json.find("slos"); found != json.end()) {
    slos = std::move(*found);
    json.erase(found);
  }
  std::string text = typed_line(std::move(json), "verdict");
  for (const Json& row : rows) {
    text += typed_line(row, "row");
  }
  for (const Json& slo : slos) {
    text += typed_line(slo, "slo");
  }
  return text;
}

}  // namespace perfgate
