// SPDX-License-Identifier: Apache-2.0
// Catch2's XML reporter (versions 2 and 3) -> ResultSet: the mean of every BENCHMARK. Catch2 writes
// no samples: the mean is the one value of a run, and several files are needed to see any spread.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/sources.h"
#include "ingest/xml_events.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

namespace perfgate {
namespace {

constexpr double kSecondsPerNano = 1e-9;

std::string attribute(const XmlElement& element, const char* name) {
  const auto found = element.attributes.find(name);
  return found == element.attributes.end() ? std::string() : found->second;
}

std::optional<double> number_attribute(const XmlElement& element, const char* name) {
  const std::string text = attribute(element, name);
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool whole = error == std::errc() && stop == end && !text.empty();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// One BENCHMARK while its element is open.
struct OpenBenchmark {
  std::string id, failure;
  double samples = 0, iterations = 0;
  std::optional<double> mean_s;
};

class Catch2Reader {
 public:
  [[nodiscard]] std::string open(const XmlElement& element);
  [[nodiscard]] std::string close(const std::string& name);

  std::map<std::string, Row> rows;

 private:
  [[nodiscard]] std::string open_benchmark(const XmlElement& element);
  [[nodiscard]] std::string read_mean(const XmlElement& element);
  [[nodiscard]] std::string finish_benchmark();

  bool in_report_ = false;
  std::vector<std::string> paths_ = {""};  // of the open test case and its sections, "a/b/"
  std::optional<OpenBenchmark> benchmark_;
};

std::string Catch2Reader::open_benchmark(const XmlElement& element) {
  const std::string name = attribute(element, "name");
  const auto samples = number_attribute(element, "samples");
  const auto iterations = number_attribute(element, "iterations");
  if (benchmark_ || name.empty() || !samples || *samples < 1 || !iterations || *iterations < 1) {
    return "BenchmarkResults has no name, or its samples or iterations are no number above 0";
  }
  benchmark_ = OpenBenchmark{bounded_id(paths_.back() + name), "", *samples, *iterations, {}};
  return "";
}

std::string Catch2Reader::read_mean(const XmlElement& element) {
  const auto nanoseconds = number_attribute(element, "value");
  if (!nanoseconds) {
    return fmt::format("the mean of {} is {}, wanted a finite number of nanoseconds",
                       quote_name(benchmark_->id), quote_name(attribute(element, "value")));
  }
  const double seconds = *nanoseconds * kSecondsPerNano;
  if (const std::string fault = value_fault(seconds, "s"); !fault.empty()) {
    return fmt::format("the mean of {} {}", quote_name(benchmark_->id), fault);
  }
  benchmark_->mean_s = seconds;
  return "";
}

std::string Catch2Reader::open(const XmlElement& element) {
  if (!in_report_) {
    in_report_ = element.name == "Catch2TestRun" || element.name == "Catch";
    return in_report_ ? std::string()
                      : fmt::format("is XML that starts with {}, not a report of Catch2",
                                    quote_name(element.name));
  }
  if (element.name == "TestCase" || element.name == "Section") {
    paths_.push_back(bounded_id(paths_.back() + attribute(element, "name") + "/"));
  } else if (element.name == "BenchmarkResults") {
    return open_benchmark(element);
  } else if (benchmark_ && element.name == "mean") {
    return read_mean(element);
  } else if (benchmark_ && element.name == "failed") {
    const std::string message = attribute(element, "message");
    benchmark_->failure = message.empty() ? "the benchmark failed" : message;
  }
  return "";
}

std::string Catch2Reader::finish_benchmark() {
  const OpenBenchmark done = *benchmark_;
  benchmark_.reset();
  if (done.failure.empty() && !done.mean_s) {
    return fmt::format("the benchmark {} has no mean", quote_name(done.id));
  }
  Row& row = rows[done.id];
  if (rows.size() > kMaxTextRows) {
    return fmt::format("more than {} rows", kMaxTextRows);
  }
  row.id = done.id;
  row.metric = "time";
  row.unit = "s";
  if (!done.failure.empty()) {
    row.failure = done.failure;
    return "";
  }
  if (row.runs.empty()) {
    row.runs.push_back({kOnlyRun, {}, {}});
  }
  row.runs.front().values.push_back(*done.mean_s);
  row.runs.front().iters.push_back(done.samples * done.iterations);
  add_once(row.warnings, fmt::format("the value is a mean of {:.0f} samples, which Catch2 does not "
                                     "write: their spread is unknown",
                                     done.samples));
  return "";
}

std::string Catch2Reader::close(const std::string& name) {
  if (name == "BenchmarkResults" && benchmark_) {
    return finish_benchmark();
  }
  if ((name == "TestCase" || name == "Section") && paths_.size() > 1) {
    paths_.pop_back();
  }
  return "";
}

}  // namespace

Result<ResultSet> parse_catch2(std::string_view text, const std::string& origin) {
  Catch2Reader reader;
  const XmlEvents events{[&](const XmlElement& element) { return reader.open(element); },
                         [&](const std::string& name) { return reader.close(name); }};
  if (const auto done = read_xml(text, origin, events); !done) {
    return tl::unexpected(done.error());
  }
  if (reader.rows.empty()) {
    return data_error(fmt::format(
        "{}: has no BenchmarkResults; run the tests that hold a BENCHMARK with --reporter xml",
        origin));
  }
  ResultSet results;
  results.path = origin;
  results.kind = "catch2";
  results.run_names = {kOnlyRun};
  for (auto& [id, row] : reader.rows) {
    results.rows.push_back(std::move(row));
  }
  return results;
}

}  // namespace perfgate
