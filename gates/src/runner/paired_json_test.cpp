// SPDX-License-Identifier: Apache-2.0
// paired.json there and back, damaged files, and which settings stop a resumed run.
#include "runner/paired_json.h"

#include <doctest/doctest.h>

namespace perfgate::runner_detail {
namespace {

PairedRecord example() {
  PairedRecord record;
  record.created = "2026-03-01T12:00:00Z";
  record.base = "/a";
  record.candidate = "/b";
  record.features = {"cpu"};
  record.profile = "quick";
  record.seed = 7;
  record.rounds = 4;
  record.pairs = {
      {"round-01", "s", 1, true, 99, {1}, true, 1, {"the CPU throttled 1 time: repeated"}}};
  record.done = {"round-01"};
  record.findings_before = {"turbo: on"};
  return record;
}

TEST_CASE("there and back") {
  const Json json = paired_to_json(example());
  const auto read = paired_from_json(json, "p.json");
  REQUIRE(read);
  CHECK(paired_to_json(*read) == json);
  CHECK(read->pairs[0].voids.size() == 1);
  CHECK_FALSE(read->complete);
}

TEST_CASE("damaged files are refused with a place") {
  for (const char* member : {"seed", "pairs", "done", "doctor", "base"}) {
    Json json = paired_to_json(example());
    json.erase(member);
    CAPTURE(member);
    CHECK_FALSE(paired_from_json(json, "p.json"));
  }
  Json json = paired_to_json(example());
  json["pairs"][0]["padding"] = -1;
  CHECK_FALSE(paired_from_json(json, "p.json"));
  CHECK_FALSE(paired_from_json(Json("x"), "p.json"));
}

TEST_CASE("a run goes on with the same settings only") {
  const PairedRecord stored = example();
  CHECK(other_settings(stored, example()).empty());
  PairedRecord asked = example();
  asked.rounds = 5;
  CHECK(other_settings(stored, asked) == "the number of rounds was '4' and is '5'");
  asked = example();
  asked.candidate = "/c";
  CHECK(other_settings(stored, asked) == "the candidate was '/b' and is '/c'");
  asked = example();
  asked.features = {"gpu"};
  CHECK(other_settings(stored, asked) == "the features was 'cpu' and is 'gpu'");
}

}  // namespace
}  // namespace perfgate::runner_detail
