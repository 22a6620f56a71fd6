// SPDX-License-Identifier: Apache-2.0
// Defects that gates of other projects had, each as a test that fails on a gate that has it. Each
// case names the defect; the table in docs/proof says where the remaining ones are tested.
#include "cli_harness.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace perfgate::cli_test {
namespace {

namespace fs = std::filesystem;

// One suite whose program is `body`, and a gate over it that compares with old.json.
class DefectProject : public Results {
 public:
  void suite(const std::string& body, const std::string& more = "") const {
    put("perfgate.toml",
        "[run]\nround_spacing_s = 0\nrounds = 1\n[[suite]]\nname = \"s\"\ncommand = [\"./s\", "
        "\"{out}\"]\n"
        "output = \"google_benchmark\"\n" +
            more);
    put("s", "#!/bin/sh\n" + body + "\n");
    fs::permissions(path("s"), fs::perms::owner_all);
  }

  [[nodiscard]] Json gate_json() const {
    const Result<Json> json = read_json_file(path("reports/latest/gate.json"));
    return json ? *json : Json();
  }
};

std::string with_time_unit(std::string text, const std::string& unit) {
  for (std::size_t at = text.find("\"ns\""); at != std::string::npos; at = text.find("\"ns\"")) {
    text.replace(at, 4, "\"" + unit + "\"");
  }
  return text;
}

TEST_CASE("defect: a pattern that matches nothing keeps the gate green") {
  const Results results;
  for (const char* verb : {"compare", "gate"}) {
    const Outcome outcome = results.call({verb, results.path("old.json"), results.path("slow.json"),
                                          "--filter", "^nothing matches this$"});
    CAPTURE(verb);
    CHECK(outcome.code == 3);
  }
  // An objective whose rows exist nowhere is never met; it stands as deferred, with the reason.
  results.put("perfgate.toml",
              "[[slo]]\nid = \"x\"\ntitle = \"X\"\nrows = \"^absent$\"\nmetric = \"time\"\n"
              "op = \"<\"\nlimit = 1\nunit = \"s\"\n");
  CHECK(results.call({"gate", results.path("old.json"), results.path("same.json")}).code <= 5);
  const Result<Json> report = read_json_file(results.path("reports/latest/gate.json"));
  REQUIRE(report);
  const Json& slo = report->at("slos").at(0);
  CHECK(slo.at("status") != "met");
  CHECK(slo.at("actual").is_null());
  CHECK(contains(slo.at("evidence").get<std::string>(), "no measured row matches"));
}

TEST_CASE("defect: a suite that measures nothing is green") {
  const DefectProject project;
  project.suite("exit 0");
  const Outcome run = project.call({"run", "--out", project.path("runs/a")});
  INFO(run.out << run.err);
  CHECK(run.code == 1);
  const Outcome gate = project.call({"gate", project.path("old.json")});
  INFO(gate.out << gate.err);
  CHECK(gate.code != 0);
  CHECK(project.gate_json().value("verdict", "") != "pass");
}

TEST_CASE("defect: a broken environment is reported as a regression") {
  const DefectProject project;
  project.suite("exit 0");
  fs::remove(project.path("s"));
  const Outcome outcome = project.call({"gate", project.path("old.json")});
  INFO(outcome.err);
  CHECK(outcome.code == 3);  // not 1: nothing became slower
  CHECK(project.gate_json().value("verdict", "") == "error");
}

TEST_CASE("defect: the report is empty or absent exactly when the gate fails") {
  const Results results;
  const Outcome outcome =
      results.call({"gate", results.path("old.json"), results.path("slow.json")});
  CHECK(outcome.code == 1);
  for (const char* name : {"gate.json", "gate.md", "gate.html", "ledger.md"}) {
    CAPTURE(name);
    CHECK(results.get(std::string("reports/latest/") + name).size() > 200);
  }
  CHECK(contains(results.get("reports/latest/gate.md"), "copy/2"));
  const Outcome file = results.call({"compare", results.path("old.json"), results.path("slow.json"),
                                     "--format", "markdown", "-o", results.path("comment.md")});
  CHECK(file.code == 1);
  CHECK(contains(results.get("comment.md"), "copy/2"));
}

TEST_CASE("defect: a threshold that is no number, or negative, disarms the gate") {
  const Results results;
  for (const char* setting :
       {"noise_band = nan", "noise_band = inf", "noise_band = -0.5", "minor_pct = nan",
        "minor_pct = -5", "alpha = nan", "alpha = 0", "critical_pct = inf"}) {
    results.put("perfgate.toml", std::string("[policy]\n") + setting + "\n");
    const Outcome outcome =
        results.call({"compare", results.path("old.json"), results.path("slow.json")});
    CAPTURE(setting);
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 2);
    CHECK(is_one_sentence(outcome));
  }
}

TEST_CASE("defect: an override that is documented and that nothing reads") {
  const Results results;
  results.put("perfgate.toml", "[policy]\nskip_gate = true\n");
  CHECK(results.call({"compare", results.path("old.json"), results.path("slow.json")}).code == 2);
  // A waiver that covers nothing is said, not silently carried along.
  results.put("perfgate.toml",
              "[policy]\nundecided = \"warn\"\n[[waiver]]\nrow = \"copy/9\"\nmetric = \"time\"\n"
              "ceiling_pct = 50\nexpires = \"2099-01-01\"\nowner = \"o\"\nissue = \"1\"\n"
              "reason = \"r\"\n");
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("slow.json"), "-v"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "copy/9"));
}

TEST_CASE("defect: a metric that is no longer measured keeps its old verdict") {
  const Results results;
  results.put("less.json", google_benchmark({{"copy/1", 1000}}, 0.01, 9));
  const Outcome outcome =
      results.call({"compare", results.path("old.json"), results.path("less.json")});
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "missing"));
}

TEST_CASE("defect: results in other units are compared as bare numbers") {
  const Results results;
  // 1000 and 2000 ns, written as 1 and 2 us.
  results.put("us.json",
              with_time_unit(google_benchmark({{"copy/1", 1}, {"copy/2", 2}}, 0.01, 5), "us"));
  const Outcome same = results.call({"compare", results.path("old.json"), results.path("us.json")});
  INFO(same.out);
  CHECK(same.code == 0);
  results.put("ms.json",
              with_time_unit(google_benchmark({{"copy/1", 1}, {"copy/2", 2}}, 0.01, 6), "ms"));
  CHECK(results.call({"compare", results.path("old.json"), results.path("ms.json")}).code == 1);
}

TEST_CASE("defect: a baseline of zero divides, and its quotient passes") {
  const Results results;
  results.put("zero.json", google_benchmark({{"copy/1", 0}, {"copy/2", 2000}}, 0.01, 7));
  const Outcome outcome = results.call(
      {"compare", results.path("zero.json"), results.path("old.json"), "--format", "json"});
  INFO(outcome.err);
  CHECK(outcome.code == 3);
  CHECK_FALSE(contains(outcome.out, "nan"));
  CHECK_FALSE(contains(outcome.out, "inf"));
}

TEST_CASE("defect: NaN and Infinity as bare words in a result are read as numbers") {
  const Results results;
  for (const char* word : {"NaN", "Infinity", "-Infinity", "nan", "1e999"}) {
    std::string text = results.get("same.json");
    const std::size_t at = text.find("\"real_time\": ") + 13;
    text.replace(at, text.find(',', at) - at, word);
    results.put("odd.json", text);
    const Outcome outcome =
        results.call({"compare", results.path("old.json"), results.path("odd.json")});
    CAPTURE(word);
    INFO(outcome.out << outcome.err);
    CHECK(outcome.code == 3);
    CHECK(is_one_sentence(outcome));
  }
}

TEST_CASE("defect: estimate and error bar come from different statistics") {
  // A twentieth of the samples is ten times slower: the mean moves by 45 %, the median by nothing.
  const Results results;
  std::string text = results.get("same.json");
  std::size_t at = 0;
  for (int i = 0; i < 4; ++i) {
    at = text.find("\"real_time\": ", at + 2000) + 13;
    text.insert(at, "1");  // one more leading digit
  }
  results.put("spiky.json", text);
  const Outcome outcome = results.call(
      {"compare", results.path("old.json"), results.path("spiky.json"), "--format", "json"});
  const Result<Json> json = parse_json(outcome.out, "stdout");
  REQUIRE(json);
  for (const Json& row : json->at("rows")) {
    const Json& ratio = row.at("ratio");
    CHECK(ratio.at("lower").get<double>() <= ratio.at("estimate").get<double>());
    CHECK(ratio.at("estimate").get<double>() <= ratio.at("upper").get<double>());
    CHECK(row.at("verdict") != "regressed");
  }
}

TEST_CASE("defect: the same file on both sides is a pass") {
  const Results results;
  CHECK(results.call({"compare", results.path("old.json"), results.path("old.json")}).code == 4);
}

// A suite of five rounds; the process that runs as number i gets results[i].
void serve_rounds(const DefectProject& project, const std::vector<std::string>& results) {
  for (std::size_t i = 0; i < results.size(); ++i) {
    project.put("data/" + std::to_string(i) + ".json", results[i]);
  }
  project.suite(
      "set -e\ncd \"$(dirname \"$0\")\"\nn=$(cat count)\necho $((n + 1)) > count\n"
      "cp \"data/$n.json\" \"$1\"");
  std::string config = project.get("perfgate.toml");
  // A busy test machine must not void anything: a repeated process would take the next result.
  config.replace(config.find("rounds = 1"), 10, "steal_pct = 100\nrounds = 5");
  project.put("perfgate.toml", config + "[policy]\nundecided = \"warn\"\n");
  project.put("count", "0\n");
}

// The first stage sees a slowdown that the second one does not.
TEST_CASE("defect: a red build stays red for ever, or is rerun until it is green") {
  const DefectProject project;
  std::vector<std::string> rounds;
  for (unsigned i = 0; i < 16; ++i) {
    rounds.push_back(google_benchmark(
        {{"copy/1", 1000}, {"copy/2", i < 10 && i >= 5 ? 2800.0 : 2000.0}}, 0.01, 50 + i));
  }
  serve_rounds(project, rounds);
  REQUIRE(project.call({"run", "--out", project.path("runs/base")}).code == 0);
  REQUIRE(project.get("count") == "5\n");
  const Outcome outcome = project.call({"gate", project.path("runs/base")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  CHECK(project.get("count") == "15\n");  // one second stage, and no third
  const Json report = project.gate_json();
  CHECK(report.at("attempts").size() == 2);
  CHECK(contains(outcome.err, "second stage: 1 row"));
  bool said = false;
  for (const Json& row : report.at("rows")) {
    for (const Json& warning : row.at("warnings")) {
      said = said || contains(warning.get<std::string>(), "the first found it regressed");
    }
  }
  CHECK(said);
}

// The baseline was lucky in one row of sixty. Both stages meet that same baseline, so what chose
// the row convicts it again wherever only the chosen rows are corrected for.
TEST_CASE("defect: a second stage forgets how many rows it was chosen from") {
  constexpr int kRows = 60;
  const std::vector<double> levels{1, 1.05, 0.95, 1.04, 0.96};
  const DefectProject project;
  std::vector<std::string> rounds;
  for (unsigned i = 0; i < 15; ++i) {
    const double lucky = 1000 * levels[i % 5] * (i < 5 ? 1 : 1.14);
    std::vector<std::pair<std::string, double>> rows{{"row/0", lucky}};
    for (int row = 1; row < kRows; ++row) {
      rows.emplace_back("row/" + std::to_string(row), 1000);
    }
    rounds.push_back(google_benchmark(rows, 0.001, 50 + i));
  }
  serve_rounds(project, rounds);
  REQUIRE(project.call({"run", "--out", project.path("runs/base")}).code == 0);
  const Outcome outcome = project.call({"gate", project.path("runs/base")});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.code == 0);
  const Json report = project.gate_json();
  REQUIRE(report.at("attempts").size() == 2);
  CHECK(report.at("attempts").at(1).at("rows") == 1);
  for (const Json& row : report.at("rows")) {
    if (row.at("id") == "row/0") {
      CHECK(row.at("p_value").get<double>() < 0.05);
      CHECK(row.at("p_adjusted").get<double>() > 0.05);
      CHECK(row.at("verdict") != "regressed");
    }
  }
}

}  // namespace
}  // namespace perfgate::cli_test
