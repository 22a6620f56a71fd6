// SPDX-License-Identifier: Apache-2.0
// Tells by content what a path holds and reads it. Only here are the formats known by name.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/criterion_tree.h"
#include "ingest/filter.h"
#include "ingest/row_table.h"
#include "ingest/run_folder.h"
#include "ingest/sources.h"

#include <perfgate/baseline.h>
#include <perfgate/files.h>
#include <perfgate/ingest.h>

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <system_error>

namespace perfgate {
namespace {

namespace fs = std::filesystem;

bool has(const Json& json, const char* member) {
  return json.is_object() && json.contains(member);
}

std::string schema_name(const Json& json) {
  return has(json, "schema") && json["schema"].is_string() ? json["schema"].get<std::string>()
                                                           : std::string();
}

Result<ResultSet> metrics_file(const Json& json, const std::string& path) {
  auto rows = metrics_from_json(json, path);
  if (!rows) {
    return tl::unexpected(rows.error());
  }
  ResultSet results;
  results.path = path;
  results.kind = "criterion";
  results.run_names = {kOnlyRun};
  for (Row& row : *rows) {
    row.runs.front().run = kOnlyRun;
  }
  results.rows = std::move(*rows);
  return results;
}

/// Why a JSON file that is none of the sources cannot be read, with a hint where there is one.
tl::unexpected<Error> unknown_file(const Json& json, const std::string& path) {
  if (const std::string schema = schema_name(json); !schema.empty()) {
    return data_error(
        fmt::format("{}: a {} file holds no results to compare", path, quote_name(schema)));
  }
  if (has(json, "iters") || has(json, "full_id") || has(json, "median_abs_dev")) {
    return data_error(fmt::format(
        "{}: is one file of a Criterion tree; name the folder instead (target/criterion)", path));
  }
  return data_error(
      fmt::format("{}: is neither a perfgate baseline nor JSON of Google Benchmark, hyperfine, "
                  "pytest-benchmark or nanobench",
                  path));
}

/// hyperfine and nanobench both write "results"; only the latter has epochs in them.
bool has_epochs(const Json& json) {
  const Json& results = json["results"];
  return results.is_array() && !results.empty() && has(results.front(), "measurements");
}

Result<ResultSet> from_json(const Json& json, const std::string& path) {
  const std::string schema = schema_name(json);
  if (schema.rfind("perfgate/baseline/", 0) == 0 || schema.rfind("perfgate/point/", 0) == 0) {
    return baseline_from_json(json, path);
  }
  if (schema.rfind("benchsuite/metrics/", 0) == 0) {
    return metrics_file(json, path);
  }
  if (has(json, "context") && has(json, "benchmarks")) {
    return google_benchmark_from_json(json, path);
  }
  if (has(json, "machine_info") && has(json, "benchmarks")) {
    return pytest_benchmark_from_json(json, path);
  }
  if (has(json, "results") && has_epochs(json)) {
    return nanobench_from_json(json, path);
  }
  if (has(json, "results")) {
    return hyperfine_from_json(json, path);
  }
  return unknown_file(json, path);
}

Result<ResultSet> read_folder(const std::string& path, const std::string& set) {
  std::error_code error;
  if (fs::exists(fs::path(path) / "run.json", error)) {
    return read_run_folder(path, set);
  }
  const auto found = find_run_folders(path);
  if (!found) {
    return tl::unexpected(found.error());
  }
  return found->with_run.empty() ? read_criterion_tree(path, set)
                                 : read_run_folders(path, *found, set);
}

Result<ResultSet> read_any(const std::string& path, const std::string& set) {
  if (path.empty()) {
    return data_error("the path of the results is empty");
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return data_error(
        fmt::format("{}: {}", path, error ? error.message() : "No such file or directory"));
  }
  if (fs::is_directory(status)) {
    return read_folder(path, set);
  }
  const fs::path file(path);
  if (file.filename() == "run.json") {
    const std::string folder = file.parent_path().string();
    return read_run_folder(folder.empty() ? "." : folder, set);
  }
  return read_result_file(path);
}

}  // namespace

Result<ResultSet> read_result_file(const std::string& path) {
  const auto text = read_file(path, kMaxJsonBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const std::size_t start = text->find_first_not_of("\xef\xbb\xbf \t\r\n");  // also after a BOM
  const char first = start == std::string::npos ? '\0' : (*text)[start];
  if (first == '<') {
    return parse_catch2(*text, path);
  }
  if (first != '{' && first != '[' && looks_like_go_benchmark(*text)) {
    return parse_go_benchmark(*text, path);
  }
  const auto strict = parse_json(*text, path);
  if (strict) {
    return from_json(*strict, path);
  }
  // Google Benchmark writes bare NaN and raw bytes; nothing else may.
  const auto tolerant = parse_json(*text, path, JsonDialect::kGoogleBenchmark);
  if (tolerant && has(*tolerant, "context") && has(*tolerant, "benchmarks")) {
    return google_benchmark_from_json(*tolerant, path);
  }
  return tl::unexpected(strict.error());
}

Result<ResultSet> ingest(const std::string& path, const IngestOptions& options) {
  try {
    auto results = read_any(path, options.criterion_set);
    if (!results) {
      return results;
    }
    results->path = path;
    if (results->rows.empty()) {
      return data_error(fmt::format("{}: holds no rows", path));
    }
    if (const auto filtered = filter_rows(*results, options.filter); !filtered) {
      return tl::unexpected(filtered.error());
    }
    if (results->kind != "baseline" && results->kind != "point") {
      add_sampling_warnings(*results);
    }
    return results;
  } catch (const std::exception& failure) {
    // Memory, or a file system call without an error code.
    return data_error(fmt::format("{}: cannot be read ({})", path, failure.what()));
  }
}

}  // namespace perfgate
