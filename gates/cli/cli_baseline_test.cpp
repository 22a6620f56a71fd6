// SPDX-License-Identifier: Apache-2.0
// baseline promote, rotate and list: what is refused, what --force records, what is kept.
#include "baseline_project.h"

#include <perfgate/json.h>
#include <perfgate/machine.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <filesystem>

namespace perfgate::cli_test {

namespace fs = std::filesystem;

TEST_CASE("baseline promote: the first, a sound next one, and its provenance") {
  Runs project;
  project.run("a", kFast);
  const Outcome first = project.call({"baseline", "promote"});  // the newest run
  INFO(first.out << first.err);
  CHECK(first.code == 0);
  CHECK(contains(first.out, "(2 rows, 5 runs); it is the first"));
  CHECK(project.stored()["promotion"]["replaces"].is_null());
  CHECK(project.previous().empty());

  const std::string hash = project.stored()["content_sha256"];
  project.run("b", kFast);
  const Outcome next = project.promote("b");
  INFO(next.out << next.err);
  CHECK(next.code == 0);
  const Json stored = project.stored();
  CHECK(stored["promotion"]["replaces"] == hash);
  CHECK(stored["promotion"]["forced"].is_null());
  CHECK(contains(stored["promotion"]["compared"], "PASS"));
  REQUIRE(project.previous().size() == 1);
  CHECK(contains(project.previous()[0], hash.substr(0, 8)));
  const auto valid = validate(stored, "baseline", "b");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  CHECK(project.call({"verify", project.path("baselines")}).code == 0);

  const Outcome same = project.promote("b");
  CHECK(same.code == 4);
  CHECK(contains(same.err, "the same measurements"));
}

TEST_CASE("baseline promote: a slower run and a missing row need a reason, which is recorded") {
  Runs project;
  project.run("a", kFast);
  REQUIRE(project.promote("a").code == 0);
  const std::string before = project.get(project.baseline());
  project.run("slow", {{"copy/1", 1400}, {"copy/2", 2000}});
  const Outcome slow = project.promote("slow");
  CHECK(slow.code == 1);
  CHECK(contains(slow.out, "\u2717 copy/1: worse by "));
  CHECK(contains(slow.err, "1 objection beside the present baseline; --force REASON"));
  project.run("short", {{"copy/1", 1000}});
  const Outcome missing = project.promote("short");
  CHECK(missing.code == 1);
  CHECK(contains(missing.out, "\u2717 copy/2: missing"));
  CHECK(project.get(project.baseline()) == before);
  CHECK(project.previous().empty());

  CHECK(project.promote("slow", {"--force", ""}).code == 2);
  const Outcome forced = project.promote("slow", {"--force", "new compiler"});
  INFO(forced.err);
  CHECK(forced.code == 0);
  const Json promotion = project.stored()["promotion"];
  CHECK(promotion["forced"] == "new compiler");
  CHECK(promotion["objections"].size() == 1);
  CHECK(contains(promotion["compared"], "FAIL"));
}

TEST_CASE("baseline promote: a shift that all rows share is an objection, to the better too") {
  Runs project;
  std::vector<std::pair<std::string, double>> rows, faster;
  for (int i = 0; i < 12; ++i) {
    rows.emplace_back("copy/" + std::to_string(i), 1000 + i);
    faster.emplace_back("copy/" + std::to_string(i), 900 + i);
  }
  project.run("a", rows);
  REQUIRE(project.promote("a").code == 0);
  project.run("b", faster);
  const Outcome outcome = project.promote("b");
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "\u2717 common shift: 12 of 12 rows are better"));
}

TEST_CASE("baseline promote: failed rows, other machines and interrupted runs cannot be forced") {
  Runs project;
  project.run("a", kFast);
  REQUIRE(project.promote("a").code == 0);
  const std::string before = project.get(project.baseline());
  const std::vector<std::string> force = {"--force", "because"};

  project.put("bench.sh", "#!/bin/sh\nexit 7\n");
  CHECK(project.call({"run", "--out", project.path("runs/failed")}).code != 0);
  CHECK(project.promote("failed", force).code != 0);

  const std::string run = project.get("runs/a/run.json");
  std::string foreign = run;
  foreign.replace(foreign.find("\"cpu_model\": \"") + 14, 1, "~");
  project.put("runs/a/run.json", foreign);
  const Outcome other = project.promote("a", force);
  CHECK(other.code == 4);
  CHECK(contains(other.err, "comes from machine"));

  std::string cut = run;
  cut.replace(cut.find("\"complete\": true"), 16, "\"complete\": false");
  project.put("runs/a/run.json", cut);
  const Outcome interrupted = project.promote("a", force);
  CHECK(interrupted.code == 3);
  CHECK(is_one_sentence(interrupted));
  CHECK(project.get(project.baseline()) == before);
}

TEST_CASE("baseline promote: the newest previous ones are kept, and one of them can come back") {
  Runs project;
  std::vector<std::string> hashes;
  for (const char* name : {"a", "b", "c", "d"}) {
    project.run(name, kFast);
    REQUIRE(project.promote(name).code == 0);
    hashes.push_back(project.stored()["content_sha256"]);
  }
  REQUIRE(project.previous().size() == 2);  // baselines_kept
  const Outcome back = project.call({"baseline", "promote",
                                     project.path("baselines/" + detect_machine().key() +
                                                  "/previous/suite/" + project.previous().back())});
  INFO(back.out << back.err);
  CHECK(back.code == 0);
  CHECK(project.previous().size() == 2);
}

TEST_CASE("baseline rotate: a copy of the present one, once; --keep removes older ones") {
  Runs project;
  const Outcome none = project.call({"baseline", "rotate"});
  CHECK(none.code == 3);
  CHECK(is_one_sentence(none));
  project.run("a", kFast);
  REQUIRE(project.promote("a").code == 0);
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = project.call({"baseline", "rotate"});
    CHECK(outcome.code == 0);
    CHECK(contains(outcome.out, "(1 previous)"));
  }
  CHECK(project.previous().size() == 1);
  CHECK(contains(project.call({"baseline", "rotate", "--keep", "0"}).out, "(0 previous)"));
  CHECK(!project.stored().empty());
}

TEST_CASE("baseline list: all machines, ages, and a broken file beside them") {
  Runs project;
  CHECK(contains(project.call({"baseline", "list"}).out, "no baselines in"));
  project.run("a", kFast);
  REQUIRE(project.promote("a").code == 0);
  REQUIRE(project.promote("a", {"--name", "nightly"}).code == 0);
  const Outcome text = project.call({"baseline", "list"});
  INFO(text.out);
  CHECK(text.code == 0);
  CHECK(contains(text.out, "nightly  machine " + detect_machine().key() + " (this)  2 rows, 5"));
  const Outcome listed = project.call({"baseline", "list", "--format", "json"});
  const Result<Json> json = parse_json(listed.out, "out");
  REQUIRE(json.has_value());
  const auto valid = validate(*json, "baselines", "out");
  CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
  REQUIRE((*json)["baselines"].size() == 2);
  CHECK((*json)["baselines"][1]["name"] == "suite");
  CHECK((*json)["baselines"][1]["this_machine"] == true);
  CHECK((*json)["baselines"][1]["age_days"].get<double>() < 1);

  project.put("baselines/other/broken.json", "{");
  const Outcome broken = project.call({"baseline", "list"});
  CHECK(broken.code == 3);
  CHECK(contains(broken.err, "broken.json"));
  CHECK(contains(broken.out, "nightly"));
}

}  // namespace perfgate::cli_test
