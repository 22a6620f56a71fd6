// SPDX-License-Identifier: Apache-2.0
// Samples as Go benchmark text, the input of benchstat. Rows of one id become one benchmark with
// several units a line, as go test prints them.
#include "baseline/json_fields.h"

#include <perfgate/formats.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace perfgate {
namespace {

constexpr const char* kGoPrefix = "Benchmark";

struct GoUnit {
  std::string name;
  double factor = 1;  // value in base unit x factor
};

struct GoMetric {
  GoUnit unit;
  std::vector<double> values, iters;
};

struct GoBenchmark {
  std::string id, failure;
  std::vector<GoMetric> metrics;
};

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// Bytes that would end a field or a line, and '%' itself, as %XX.
std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out +=
        byte > 0x20 && byte < 0x7f && c != '%' ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string go_name(std::string_view id, const std::string& package) {
  if (!package.empty() && id.starts_with(package + ".")) {
    id.remove_prefix(package.size() + 1);
  }
  const std::string_view prefix(kGoPrefix);
  std::string name = percent_encoded(id);
  if (id.starts_with(prefix) && (id.size() == prefix.size() || !is_lower(id[prefix.size()]))) {
    return name;
  }
  if (!name.empty() && is_lower(name.front())) {
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
  }
  return kGoPrefix + (name.empty() || is_upper(name.front()) ? "" : std::string("_")) + name;
}

GoUnit go_unit(const Row& row) {
  if (row.metric == "time" && row.unit == "s") {
    return {"ns/op", 1e9};
  }
  if (row.metric == "throughput" && row.unit == "B/s") {
    return {"MB/s", 1e-6};
  }
  if (row.metric == "bytes_per_op" && row.unit == "B") {
    return {"B/op", 1};
  }
  if (row.metric == "allocs_per_op" && row.unit == "1") {
    return {"allocs/op", 1};
  }
  const std::string metric = percent_encoded(row.metric);
  return {row.unit == "1" ? metric : metric + "-" + percent_encoded(row.unit), 1};
}

std::string package_of(const Row& row) {
  const auto label = row.labels.find("pkg");
  return label == row.labels.end() ? std::string() : percent_encoded(label->second);
}

void add_metric(GoBenchmark& benchmark, const Row& row) {
  GoMetric metric{go_unit(row), {}, {}};
  for (const RunSamples& run : row.runs) {
    metric.values.insert(metric.values.end(), run.values.begin(), run.values.end());
    for (std::size_t i = 0; i < run.values.size(); ++i) {
      metric.iters.push_back(i < run.iters.size() ? std::round(run.iters[i]) : 1);
    }
  }
  if (!metric.values.empty()) {
    benchmark.metrics.push_back(std::move(metric));
  }
}

std::string sample_line(const std::string& name, const GoBenchmark& benchmark, std::size_t i) {
  double iters = 1;
  std::string units;
  for (const GoMetric& metric : benchmark.metrics) {
    if (i < metric.values.size()) {
      units += fmt::format("\t{} {}", metric.values[i] * metric.unit.factor, metric.unit.name);
      iters = std::max(iters, metric.iters[i]);
    }
  }
  return fmt::format("{}\t{:.0f}{}\n", name, iters, units);
}

std::string benchmark_lines(const std::string& name, const GoBenchmark& benchmark) {
  std::size_t samples = 0;
  for (const GoMetric& metric : benchmark.metrics) {
    samples = std::max(samples, metric.values.size());
  }
  std::string text;
  for (std::size_t i = 0; i < samples; ++i) {
    text += sample_line(name, benchmark, i);
  }
  if (!benchmark.failure.empty()) {
    text += "--- FAIL: " + name + "\n    " + terminal_safe(benchmark.failure) + "\n";
  }
  return text;
}

/// Units that Go does not know: which direction is better.
std::string unit_lines(const ResultSet& results) {
  std::set<std::string> lines;
  for (const Row& row : results.rows) {
    const std::string unit = go_unit(row).name;
    if (unit.find("/op") == std::string::npos && unit != "MB/s") {
      lines.insert(fmt::format("Unit {} better={}\n", unit,
                               row.direction == Direction::kHigherIsBetter ? "higher" : "lower"));
    }
  }
  std::string text;
  for (const std::string& line : lines) {
    text += line;
  }
  return text;
}

using ByPackage = std::map<std::string, std::map<std::string, GoBenchmark>>;

/// Benchmarks by package and name; an error when two ids share both.
Result<ByPackage> grouped(const ResultSet& results, std::size_t& left_out) {
  ByPackage packages;
  for (const Row& row : results.rows) {
    const bool empty = std::all_of(row.runs.begin(), row.runs.end(),
                                   [](const RunSamples& run) { return run.values.empty(); });
    if (empty && row.failure.empty()) {
      ++left_out;
      continue;
    }
    const std::string package = package_of(row);
    const std::string name = go_name(row.id, package);
    GoBenchmark& benchmark = packages[package][name];
    if (!benchmark.id.empty() && benchmark.id != row.id) {
      return data_error(fmt::format("{}: rows {} and {} would both be called {} in Go text",
                                    results.path, quote_name(benchmark.id), quote_name(row.id),
                                    quote_name(name)));
    }
    benchmark.id = row.id;
    benchmark.failure = row.failure;
    add_metric(benchmark, row);
  }
  return packages;
}

}  // namespace

Result<ForeignText> export_benchstat(const ResultSet& results) {
  ForeignText exported;
  const Result<ByPackage> packages = grouped(results, exported.left_out);
  if (!packages) {
    return tl::unexpected(packages.error());
  }
  if (packages->empty()) {
    return data_error(fmt::format("{}: no row has samples", results.path));
  }
  exported.text = unit_lines(results);
  for (const auto& [package, benchmarks] : *packages) {
    exported.text += package.empty() ? std::string() : "pkg: " + package + "\n";
    for (const auto& [name, benchmark] : benchmarks) {
      exported.text += benchmark_lines(name, benchmark);
    }
  }
  return exported;
}

}  // namespace perfgate
