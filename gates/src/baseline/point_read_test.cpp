// SPDX-License-Identifier: Apache-2.0
#include "baseline/text_part.h"

#include <perfgate/baseline.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

Json point() {
  return Json::parse(
      R"({"schema":"perfgate/point/1","title":"t","created":"2025-10-04T00:00:00Z",)"
      R"("source":{"document":"d.md","commit":"fdf0361","date":"2025-10-04"},"machine":"a laptop",)"
      R"("warnings":["odd"],"rows":[{"id":"q/1024","metric":"throughput","unit":"1/s",)"
      R"("direction":"higher_is_better","value":684320,"printed":"684.32K elem/s",)"
      R"("source":"d.md:26","note":"a claim","labels":{"feature":"gpu"}},)"
      R"({"id":"q/1024","metric":"time","unit":"s","direction":"lower_is_better",)"
      R"("value":0.0015,"printed":"1.50 ms","source":"d.md:26"}]})");
}

std::string point_refusal(const Json& json) {
  const auto results = baseline_from_json(json, "p.json");
  REQUIRE_FALSE(results.has_value());
  return results.error().message;
}

TEST_CASE("point baseline: published figures, no runs") {
  const auto results = baseline_from_json(point(), "p.json");
  REQUIRE(results.has_value());
  CHECK(results->kind == "point");
  CHECK(results->commit == "fdf0361");
  CHECK(results->created == "2025-10-04T00:00:00Z");
  CHECK(results->warnings == std::vector<std::string>{"odd"});
  CHECK(results->run_names.empty());
  REQUIRE(results->rows.size() == 2);
  const Row& row = results->rows[0];
  CHECK(row.metric == "throughput");
  CHECK(row.direction == Direction::kHigherIsBetter);
  REQUIRE(row.published.has_value());
  CHECK(row.published->value == 684320);
  CHECK(row.published->source == "d.md:26");
  CHECK(row.runs.empty());
  CHECK(row.labels.at("printed") == "684.32K elem/s");
  CHECK(row.labels.at("feature") == "gpu");
  CHECK(row.warnings == std::vector<std::string>{"a claim"});
  CHECK(results->rows[1].warnings.empty());
}

TEST_CASE("point baseline: zero is a legal figure except for a time") {
  Json json = point();
  json["rows"][0]["value"] = 0.0;
  CHECK(baseline_from_json(json, "p.json").has_value());
  json["rows"][1]["value"] = 0.0;
  CHECK(point_refusal(json) == "p.json: /rows/1/value: is zero, wanted a time above 0");
}

TEST_CASE("point baseline: bad files are refused") {
  const auto with = [](const char* pointer, const Json& value) {
    Json json = point();
    json[Json::json_pointer(pointer)] = value;
    return point_refusal(json);
  };
  CHECK(with("/rows", Json::array()) == "p.json: /rows: has no rows");
  CHECK(with("/rows/0/unit", "ms") == "p.json: /rows/0/unit: found 'ms', wanted a base unit");
  CHECK(with("/rows/0/unit", "?") == "p.json: /rows/0/unit: found '?', wanted a base unit");
  CHECK(with("/rows/0/direction", "up") == test::Part("/rows/0/direction"));
  CHECK(with("/rows/0/value", "1") == test::Part("/rows/0/value: found text"));
  CHECK(with("/rows/0/value", nullptr) == test::Part("/rows/0/value: found null"));
  CHECK(with("/rows/0/id", "") == "p.json: /rows/0/id: is empty");
  CHECK(with("/rows/0/source", 7) == test::Part("/rows/0/source: found a number"));
  CHECK(with("/rows/0/metric", "time") == test::Part("row 'q/1024' (metric 'time') occurs twice"));
  CHECK(with("/warnings", "w") == test::Part("/warnings: found text, wanted an array"));
  CHECK(with("/source", "d") == test::Part("/source: found text, wanted an object"));
  CHECK(with("/schema", "perfgate/point/2") == test::Part("wanted perfgate/baseline/1 or"));
}

}  // namespace
}  // namespace perfgate
