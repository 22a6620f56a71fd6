// SPDX-License-Identifier: Apache-2.0
// Baselines: exact round trip, the hash, and every way in which a file can be wrong.
#include "baseline/text_part.h"

#include <perfgate/baseline.h>
#include <perfgate/files.h>
#include <perfgate/machine.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <limits>

namespace perfgate {
namespace {

constexpr const char* kNow = "2026-11-20T10:00:00Z";

ResultSet sample_results() {
  ResultSet results;
  results.path = "runs/x";
  results.kind = "run";
  results.commit = "abc";
  results.machine = Machine{{{"arch", "x86_64"}}, {{"kernel", "6.1"}}};
  results.run_names = {"round-01", "round-02"};
  results.warnings = {"noisy"};
  Row time;
  time.id = "g/a\n<script>|\x1b[31m";
  time.metric = "time";
  time.unit = "s";
  time.labels = {{"isa", "avx2"}};
  time.runs = {{"round-01", {0.1 + 0.2, 1e-9 / 3, 5e-324, 1.7976931348623157e308}, {1, 2, 3, 4}},
               {"round-02", {2.0}, {}}};
  Row accuracy;
  accuracy.id = "z";
  accuracy.metric = "accuracy";
  accuracy.unit = "dB";
  accuracy.direction = Direction::kHigherIsBetter;
  accuracy.runs = {{"round-01", {-0.0}, {}}};
  results.rows = {time, accuracy};
  return results;
}

Json sample_json() {
  const auto json = baseline_to_json(sample_results(), kNow);
  REQUIRE(json.has_value());
  return *json;
}

/// After an edit the hash no longer fits; this makes it fit again, so that other checks are
/// reached.
std::string refusal(Json json, bool rehash = true) {
  if (rehash && json.contains("rows")) {
    json["content_sha256"] = sha256_hex(dump_json(json["rows"]));
  }
  const auto results = baseline_from_json(json, "b.json");
  REQUIRE_FALSE(results.has_value());
  return results.error().message;
}

TEST_CASE("baseline: numbers, names and labels survive the text bit for bit") {
  const ResultSet before = sample_results();
  const auto text = dump_json(sample_json());
  const auto json = parse_json(text, "b.json");
  REQUIRE(json.has_value());
  const auto after = baseline_from_json(*json, "b.json");
  REQUIRE_MESSAGE(after.has_value(), after.error().message);
  CHECK(after->kind == "baseline");
  CHECK(after->path == "b.json");
  CHECK(after->created == kNow);
  CHECK(after->commit == "abc");
  CHECK(after->run_names == before.run_names);
  CHECK(after->warnings == before.warnings);
  REQUIRE(after->machine.has_value());
  CHECK(after->machine->hard == before.machine->hard);
  CHECK(after->machine->soft == before.machine->soft);
  REQUIRE(after->rows.size() == 2);
  for (std::size_t r = 0; r < 2; ++r) {
    CHECK(after->rows[r].id == before.rows[r].id);
    CHECK(after->rows[r].metric == before.rows[r].metric);
    CHECK(after->rows[r].unit == before.rows[r].unit);
    CHECK(after->rows[r].direction == before.rows[r].direction);
    CHECK(after->rows[r].labels == before.rows[r].labels);
    REQUIRE(after->rows[r].runs.size() == before.rows[r].runs.size());
    for (std::size_t i = 0; i < before.rows[r].runs.size(); ++i) {
      CHECK(after->rows[r].runs[i].run == before.rows[r].runs[i].run);
      CHECK(after->rows[r].runs[i].values == before.rows[r].runs[i].values);
      CHECK(after->rows[r].runs[i].iters == before.rows[r].runs[i].iters);
    }
  }
  const auto again = baseline_to_json(*after, kNow);
  REQUIRE(again.has_value());
  CHECK((*again)["rows"][0]["runs"] == sample_json()["rows"][0]["runs"]);
}

TEST_CASE("baseline: what is written fits the schema") {
  const auto valid = validate(sample_json(), "baseline", "b.json");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  ResultSet results = sample_results();
  results.machine.reset();
  const auto json = baseline_to_json(results, kNow);
  REQUIRE(json.has_value());
  CHECK(validate(*json, "baseline", "b.json").has_value());
}

TEST_CASE("baseline: unknown members are allowed when reading") {
  Json json = sample_json();
  json["later"] = 1;
  CHECK(baseline_from_json(json, "b.json").has_value());
}

TEST_CASE("baseline: an edited figure is noticed") {
  Json json = sample_json();
  json["rows"][0]["runs"][1]["values"][0] = 2.5;
  CHECK(refusal(json, false) == test::Part("the file was changed after it was written"));
  json = sample_json();
  json.erase("content_sha256");
  CHECK(refusal(json, false) == test::Part("'content_sha256' is missing"));
}

TEST_CASE("baseline: bad rows are refused") {
  const auto with = [](const char* pointer, const Json& value) {
    Json json = sample_json();
    json[Json::json_pointer(pointer)] = value;
    return refusal(json);
  };
  CHECK(with("/rows", Json::array()) == "b.json: /rows: has no rows");
  CHECK(with("/rows", 7) == test::Part("/rows: found a number, wanted an array"));
  CHECK(with("/rows/0", 7) == test::Part("/rows/0: found a number, wanted an object"));
  CHECK(with("/rows/0/id", "") == test::Part("/rows/0/id: is empty"));
  CHECK(with("/rows/1/metric", "") == test::Part("/rows/1/metric: is empty"));
  CHECK(with("/rows/0/unit", "ms") == test::Part("wanted a base unit"));
  CHECK(with("/rows/0/direction", 1) == test::Part("/rows/0/direction"));
  CHECK(with("/rows/0/runs", Json::array()) == test::Part("/rows/0/runs: has no runs"));
  CHECK(with("/rows/0/runs/1/values", Json::array()) == test::Part("has no samples"));
  CHECK(with("/rows/0/runs/1/values/0", 0.0) == test::Part("/values/0: is zero"));
  CHECK(with("/rows/0/runs/1/values/0", -1.0) == test::Part("is negative"));
  CHECK(with("/rows/0/runs/1/values/0", nullptr) == test::Part("found null"));
  CHECK(with("/rows/0/runs/0/iters", {1, 2}) == test::Part("has 2 elements"));
  CHECK(with("/rows/0/runs/0/iters/0", 0) == test::Part("below 1"));
  CHECK(with("/rows/0/runs/1/run", "round-01") == test::Part("out of order or occurs twice"));
  CHECK(with("/rows/0/runs/1/run", "round-09") == test::Part("not among the runs"));
  CHECK(with("/runs", {"round-01", "round-01"}) == test::Part("names a run twice"));
  CHECK(with("/machine", 7) == test::Part("b.json"));
  Json twice = sample_json();
  twice["rows"][1] = twice["rows"][0];
  CHECK(refusal(twice) == test::Part("occurs twice"));
}

TEST_CASE("baseline: not a baseline") {
  for (const char* text : {"{}", "[]", "7", R"({"schema":7})", R"({"schema":"perfgate/run/1"})"}) {
    CHECK(refusal(Json::parse(text), false) ==
          test::Part("wanted perfgate/baseline/1 or perfgate/point/1"));
  }
}

TEST_CASE("baseline: what cannot become one") {
  const auto refused = [](const ResultSet& results) {
    const auto json = baseline_to_json(results, kNow);
    REQUIRE_FALSE(json.has_value());
    return json.error().message;
  };
  CHECK(refused({}) == test::Part("it has no rows"));
  ResultSet results = sample_results();
  results.rows[1].failure = "crashed";
  CHECK(refused(results) == "runs/x cannot become a baseline: row 'z' failed (crashed)");
  results = sample_results();
  results.rows[1].runs.clear();
  CHECK(refused(results) == test::Part("row 'z' has no samples"));
  results = sample_results();
  results.rows[1].runs[0].values.clear();
  CHECK(refused(results) == test::Part("has no samples in run 'round-01'"));
  results = sample_results();
  results.rows[1].published = PublishedFigure{1, "x"};
  CHECK(refused(results) == test::Part("published figure"));
  results = sample_results();
  results.rows[1].runs[0].values[0] = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused(results) == test::Part("is not a finite number"));
}

}  // namespace
}  // namespace perfgate
