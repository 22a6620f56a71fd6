// SPDX-License-Identifier: Apache-2.0
// baselines/history: every value is the printed figure or lies within its rounding, every printed
// change follows from the values, and where it does not follow from the figures as printed, the
// file says so.
#include "baseline/printed_figure.h"

#include <perfgate/baseline.h>
#include <perfgate/json.h>
#include <perfgate/schema.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace perfgate {
namespace {

const std::map<std::string, std::size_t> kFiles = {
    {"issue-254-cpu", 7}, {"pr-431-regression-analysis-cpu", 36},
    {"pr-431-cpu", 37},   {"pr-431-gpu", 18},
    {"pr-448-cpu", 25},   {"pr-466", 5},
    {"pr-473-cpu", 14}};

Json history(const std::string& name) {
  const auto json =
      read_json_file(fmt::format("{}/baselines/history/{}.json", PERFGATE_SOURCE_DIR, name));
  REQUIRE_MESSAGE(json.has_value(), name);
  return *json;
}

double figure(const Json& file, const std::string& id) {
  for (const Json& row : file["rows"]) {
    if (row["id"] == id && row["metric"] == "throughput") {
      return row["value"].get<double>();
    }
  }
  FAIL(id);
  return 0;
}

bool warns(const Json& file, const std::string& id, const std::string& change) {
  const Json& warnings = file["warnings"];
  return std::any_of(warnings.begin(), warnings.end(), [&](const Json& warning) {
    const auto& text = warning.get_ref<const std::string&>();
    return text.rfind(id + ":", 0) == 0 && text.find(change) != std::string::npos;
  });
}

TEST_CASE("printed figures") {
  CHECK(test::printed_value("684.32K elem/s") == 684320.0);
  CHECK(test::printed_value("1,634.23\xc2\xb5s") == 1634.23e-6);
  CHECK(test::printed_value(">99.8%") == 99.8);
  CHECK(test::printed_value("~2.8s") == 2.8);
  CHECK(test::printed_value("0.0") == 0.0);
  CHECK(test::printed_rounding("1.0540M elem/s") == 50.0);
  CHECK(test::printed_rounding("841K elem/s") == 500.0);
  CHECK_FALSE(test::printed_value("fast").has_value());
  CHECK_FALSE(test::printed_value("5 furlongs").has_value());
}

TEST_CASE("history: every file loads, and every value is the printed one or within its rounding") {
  for (const auto& [name, rows] : kFiles) {
    const Json file = history(name);
    const auto valid = validate(file, "point", name);
    CHECK_MESSAGE(valid.has_value(), (valid ? "" : valid.error().message));
    const auto results = baseline_from_json(file, name);
    REQUIRE_MESSAGE(results.has_value(), results.error().message);
    CHECK_MESSAGE(results->rows.size() == rows, name);
    CHECK_FALSE(results->warnings.empty());
    for (const Json& row : file["rows"]) {
      const auto value = test::printed_value(row["printed"].get<std::string>());
      REQUIRE_MESSAGE(value.has_value(), row.dump());
      const bool moved = row.value("note", "").find("within the rounding") != std::string::npos;
      const double room = moved ? test::printed_rounding(row["printed"].get<std::string>()) : 0;
      CHECK_MESSAGE(std::abs(*value - row["value"].get<double>()) <= room, row.dump());
      const std::string unit = row["unit"];
      const std::string metric = row["metric"];
      CHECK((unit == "s") == (metric == "time"));
      CHECK((row["direction"] == "higher_is_better") ==
            (metric == "throughput" || metric == "accuracy"));
    }
  }
}

TEST_CASE("history: issue 254 to PR 431, the change of throughput") {
  const Json base = history("issue-254-cpu");
  const Json current = history("pr-431-cpu");

  struct Change {
    const char* id;
    const char* printed;  // in the reports, and of the values recorded
    const char* actual;   // of the figures as printed
  };

  const Change changes[] = {
      {"quantization_sizes/I2S_quantize/1024", "+21.9%", "+21.9%"},
      {"quantization_sizes/TL1_quantize/1024", "+25.2%", "+25.3%"},
      {"quantization_sizes/TL2_quantize/1024", "+23.4%", "+23.3%"},
      {"dequantization_sizes/I2S_dequantize/4096", "+7.6%", "+7.9%"},
      {"dequantization_sizes/TL1_dequantize/4096", "+14.7%", "+15.1%"},
      {"dequantization_sizes/TL2_dequantize/4096", "+24.6%", "+24.6%"},
      {"dequantization_sizes/I2S_dequantize/262144", "+33.5%", "+33.3%"},
  };
  CHECK(base["rows"].size() == std::size(changes));
  for (const Change& change : changes) {
    const double ratio = figure(current, change.id) / figure(base, change.id);
    CHECK_MESSAGE(fmt::format("{:+.1f}%", (ratio - 1) * 100) == change.printed, change.id);
    const bool differs = std::string(change.printed) != change.actual;
    for (const Json* file : {&base, &current}) {
      CHECK_MESSAGE(warns(*file, change.id, change.printed) == differs, change.id);
      CHECK_MESSAGE(warns(*file, change.id, change.actual) == differs, change.id);
    }
  }
}

TEST_CASE("history: times and rates of one row agree within their rounding") {
  for (const char* name : {"pr-431-regression-analysis-cpu", "pr-431-cpu", "pr-431-gpu"}) {
    const auto results = baseline_from_json(history(name), name);
    REQUIRE(results.has_value());
    std::size_t pairs = 0;
    for (std::size_t i = 0; i + 1 < results->rows.size(); ++i) {
      const Row& rate = results->rows[i];
      const Row& time = results->rows[i + 1];
      if (rate.id != time.id) {
        continue;
      }
      ++pairs;
      const std::string size = rate.id.substr(rate.id.rfind('/') + 1);
      double elements = std::stod(size);
      if (size.find('x') != std::string::npos) {
        elements = elements * elements * elements;
      }
      const double product = rate.published->value * time.published->value;
      // Three digits each: at most 0.5 % + 0.5 % apart.
      CHECK_MESSAGE(std::abs(product / elements - 1) <= 0.01, rate.id);
    }
    CHECK(pairs >= 9);
  }
}

TEST_CASE("history: GPU rows are marked, so that the tolerance of the GPU applies") {
  const auto results = baseline_from_json(history("pr-431-gpu"), "gpu");
  REQUIRE(results.has_value());
  for (const Row& row : results->rows) {
    CHECK(row.labels.at("feature") == "gpu");
  }
}

}  // namespace
}  // namespace perfgate
