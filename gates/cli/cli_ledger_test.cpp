// SPDX-License-Identifier: Apache-2.0
// The verb ledger, in-process, on a report that gate wrote.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <filesystem>

namespace perfgate::cli_test {
namespace {

/// `LEDGER.md` and a gate report at its default place.
class Ledger : public Results {
 public:
  Ledger() {
    put("perfgate.toml", "[policy]\nundecided = \"warn\"\n[run]\nreports_dir = \"reports\"\n");
    put("LEDGER.md", "# Ours\n\nkeep me\n");
    gated = call({"gate", path("old.json"), path("same.json")});
  }

  Outcome gated;
};

}  // namespace

TEST_CASE("ledger: update, again, show, verify") {
  const Ledger ledger;
  INFO(ledger.gated.err);
  REQUIRE(std::filesystem::exists(ledger.path("reports/gate.json")));
  const std::string path = ledger.path("LEDGER.md");
  const Outcome updated = ledger.call({"ledger", "update", path});
  INFO(updated.err);
  CHECK(updated.code == 0);
  CHECK(contains(updated.out, "LEDGER.md: "));
  const std::string markdown = ledger.get("LEDGER.md"), chain = ledger.get("LEDGER.jsonl");
  CHECK(markdown.starts_with("# Ours\n\nkeep me\n\n<!-- gates:start -->\n"));
  CHECK(contains(markdown, "| benchmarks | pass \u2705 |"));

  CHECK(ledger.call({"ledger", "update", path, ledger.path("reports/gate.json")}).code == 0);
  CHECK(ledger.get("LEDGER.md") == markdown);
  CHECK(ledger.get("LEDGER.jsonl") == chain);

  const Outcome shown = ledger.call({"ledger", "show", path});
  CHECK(shown.code == 0);
  CHECK(shown.out.starts_with("   1  20"));
  CHECK(contains(shown.out, "2 rows, 0 regressed"));
  const auto json =
      parse_json(ledger.call({"ledger", "show", path, "--format", "json"}).out, "out");
  REQUIRE(json);
  CHECK(json->size() == 1);
  const Outcome verified = ledger.call({"ledger", "verify", path});
  CHECK(verified.code == 0);
  CHECK(verified.out == path + ": 1 entry, chain intact\n");
}

TEST_CASE("ledger: tampering and missing files are exit code 3, one sentence") {
  const Ledger ledger;
  const std::string path = ledger.path("LEDGER.md");
  const auto refused = [&](const std::vector<std::string>& args, int code,
                           const std::string& sentence) {
    const Outcome outcome = ledger.call(args);
    CAPTURE(sentence);
    INFO(outcome.err);
    CHECK(outcome.code == code);
    CHECK(is_one_sentence(outcome));
    CHECK(contains(outcome.err, sentence));
  };
  refused({"ledger", "verify", path}, 3, "LEDGER.jsonl");
  refused({"ledger", "update", path, ledger.path("none.json")}, 3, "none.json");
  refused({"ledger", "update", path, ledger.path("old.json")}, 3, "old.json");
  refused({"ledger", "update", path, "--format", "json"}, 2, "no JSON form");
  refused({"ledger"}, 2, "a verb is needed");
  refused({"ledger", "update"}, 2, "LEDGER");

  REQUIRE(ledger.call({"ledger", "update", path}).code == 0);
  std::string chain = ledger.get("LEDGER.jsonl");
  chain.replace(chain.find("\"rows\":2"), 8, "\"rows\":3");
  ledger.put("LEDGER.jsonl", chain);
  refused({"ledger", "verify", path}, 3, "it was changed after it was written");
  refused({"ledger", "show", path}, 3, "it was changed after it was written");
  refused({"ledger", "update", path}, 3, "it was changed after it was written");
}

}  // namespace perfgate::cli_test
