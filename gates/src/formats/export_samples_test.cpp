// SPDX-License-Identifier: Apache-2.0
#include "baseline/text_part.h"
#include "formats/csv_reader.h"
#include "formats/prometheus_grammar.h"
#include "formats/sample_results.h"

#include <perfgate/formats.h>
#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <sstream>

namespace perfgate {
namespace {

using formats_test::sample_results;
using test::Part;

TEST_CASE("export csv: a record a sample") {
  const auto records = formats_test::read_csv(export_csv(sample_results()));
  using Record = std::vector<std::string>;
  REQUIRE(records.size() == 6);
  CHECK(records[1] ==
        Record{"copy/1024", "memory", "B", "lower_is_better", "round-01", "0", "4096", ""});
  CHECK(records[2] ==
        Record{"copy/1024", "time", "s", "lower_is_better", "round-01", "0", "1.25e-06", "100"});
  CHECK(records[3].at(5) == "1");
  CHECK(records[4] ==
        Record{"copy/1024", "time", "s", "lower_is_better", "round-02", "0", "1e-06", ""});
  CHECK(records[5] ==
        Record{"old", "throughput", "1/s", "higher_is_better", "published", "0", "684320", ""});
}

TEST_CASE("export jsonl: an object a row and run") {
  std::istringstream in(export_jsonl(sample_results()));
  std::vector<Json> lines;
  for (std::string line; std::getline(in, line);) {
    const Result<Json> json = parse_json(line, "line");
    REQUIRE(json.has_value());
    lines.push_back(*json);
  }
  REQUIRE(lines.size() == 5);
  CHECK(lines[1].at("run") == "round-01");
  CHECK(lines[1].at("values") == Json::array({1.25e-6, 1.5e-6}));
  CHECK(lines[1].at("iterations") == Json::array({100, 200}));
  CHECK(lines[1].at("labels").at("isa") == "avx2");
  CHECK(lines[2].at("run") == "round-02");
  CHECK(lines[3].at("failure") == "SIGSEGV in round-01");
  CHECK(lines[4].at("published").at("value") == 684320);
}

TEST_CASE("export prometheus: medians with the unit in the name") {
  const std::string text = export_prometheus(sample_results());
  formats_test::check_prometheus(text);
  CHECK(text == Part("perfgate_row_median_seconds{row=\"copy/1024\",metric=\"time\",unit=\"s\"} "
                     "1.25e-06\n"));
  CHECK(text == Part("perfgate_row_median_bytes{row=\"copy/1024\""));
  CHECK(text == Part("perfgate_row_median_per_second{row=\"old\""));
  CHECK(text == Part("perfgate_row_samples{row=\"copy/1024\",metric=\"time\",unit=\"s\"} 3\n"));
  CHECK(text == Part("perfgate_row_runs{row=\"copy/1024\",metric=\"time\",unit=\"s\"} 2\n"));
  CHECK(text == Part("perfgate_row_failed_info{row=\"fail\""));
}

}  // namespace
}  // namespace perfgate
