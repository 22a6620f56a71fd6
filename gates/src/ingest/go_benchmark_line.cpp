// SPDX-License-Identifier: Apache-2.0
// The grammar of Go benchmark text, as golang.org/design/14313-benchmark-format describes it.
#include "baseline/json_fields.h"
#include "ingest/go_benchmark.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace perfgate::go_text {
namespace {

constexpr std::string_view kName = "Benchmark";
constexpr std::string_view kBlank = " \t";

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t at = line.find_first_not_of(kBlank); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlank, at), line.size());
    fields.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlank, end);
  }
  return fields;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end && std::isfinite(value) ? std::optional(value)
                                                                     : std::nullopt;
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

}  // namespace

bool is_benchmark_line(std::string_view line) {
  return line.starts_with(kName) && line.size() > kName.size() && !is_lower(line[kName.size()]) &&
         line.find_first_not_of(kBlank, std::min(line.find_first_of(kBlank), line.size())) !=
             std::string_view::npos;
}

bool counts_iterations(std::string_view line) {
  return is_benchmark_line(line) && number_of(fields_of(line)[1]).has_value();
}

std::optional<BenchmarkLine> parse_benchmark_line(std::string_view line, std::string& fault) {
  const std::vector<std::string_view> fields = fields_of(line);
  BenchmarkLine parsed;
  parsed.name = fields.front();
  const std::optional<double> iterations = number_of(fields[1]);
  if (!iterations || !(*iterations >= 1) || std::trunc(*iterations) != *iterations) {
    fault = fmt::format("found {}, wanted a whole number of iterations", quote_name(fields[1]));
    return std::nullopt;
  }
  parsed.iterations = *iterations;
  if (fields.size() < 4 || fields.size() % 2 != 0) {
    fault = "wanted pairs of a value and a unit after the iterations";
    return std::nullopt;
  }
  for (std::size_t i = 2; i < fields.size(); i += 2) {
    const std::optional<double> value = number_of(fields[i]);
    if (!value) {
      fault = fmt::format("found {}, wanted a finite number", quote_name(fields[i]));
      return std::nullopt;
    }
    parsed.measurements.push_back({*value, std::string(fields[i + 1])});
  }
  return parsed;
}

std::optional<std::pair<std::string, std::string>> parse_config_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (line.empty() || !is_lower(line.front()) || colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view key = line.substr(0, colon);
  for (const char c : key) {
    if (c == ' ' || c == '\t' || (c >= 'A' && c <= 'Z')) {
      return std::nullopt;
    }
  }
  const std::size_t start = line.find_first_not_of(kBlank, colon + 1);
  if (start == colon + 1) {
    return std::nullopt;  // "http://...": no blank after the colon
  }
  std::string_view value = start == std::string_view::npos ? "" : line.substr(start);
  value = value.substr(0, value.find_last_not_of(kBlank) + 1);
  return std::pair(std::string(key), std::string(value));
}

std::optional<std::pair<std::string, bool>> parse_unit_line(std::string_view line) {
  const std::vector<std::string_view> fields = fields_of(line);
  if (fields.size() < 3 || fields[0] != "Unit") {
    return std::nullopt;
  }
  for (std::size_t i = 2; i < fields.size(); ++i) {
    if (fields[i] == "better=higher" || fields[i] == "better=lower") {
      return std::pair(std::string(fields[1]), fields[i] == "better=higher");
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace perfgate::go_text
