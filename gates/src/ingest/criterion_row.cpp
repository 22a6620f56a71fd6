// SPDX-License-Identifier: Apache-2.0
// One Criterion measurement -> one row: seconds per iteration from the raw samples. estimates.json
// and tukey.json are never read: they follow from the samples, and may be stale or edited.
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/criterion_sample.h"
#include "ingest/sources.h"

#include <fmt/format.h>

#include <cctype>

namespace perfgate {
namespace {

constexpr double kSecondsPerNanosecond = 1e-9;

RunSamples to_seconds(const CriterionSamples& samples, ReadStatus& status) {
  RunSamples run;
  const std::size_t n = samples.times.size();
  if (samples.iters.size() != n) {
    status.fail("", fmt::format("holds {} iteration counts and {} times, wanted as many of each",
                                samples.iters.size(), n));
    return run;
  }
  if (n == 0) {
    status.fail("", "has no samples");
  }
  run.values.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (samples.iters[i] < 1) {
      status.fail("", fmt::format("sample {} has {} iterations, wanted at least 1", i + 1,
                                  samples.iters[i]));
    }
    const double seconds = samples.times[i] / samples.iters[i] * kSecondsPerNanosecond;
    if (const std::string fault = value_fault(seconds, "s"); !fault.empty()) {
      status.fail("", fmt::format("the time of sample {} {}", i + 1, fault));
    }
    run.values.push_back(seconds);
  }
  run.iters = samples.iters;
  return run;
}

Result<RunSamples> read_samples(const std::string& text, const std::string& folder) {
  ReadStatus status(folder + "/sample.json");
  const auto json = parse_json(text, status.origin());
  if (!json) {
    return tl::unexpected(json.error());
  }
  const CriterionSamples samples =
      json->is_array() ? read_legacy_samples(*json, status) : read_modern_samples(*json, status);
  RunSamples run;
  if (status.ok()) {
    run = to_seconds(samples, status);
  }
  if (!status.ok()) {
    return status.error();
  }
  return run;
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

/// {"Elements": 1024}, or with two members inside for newer kinds.
void add_throughput(const Json& throughput, std::map<std::string, std::string>& labels) {
  if (!throughput.is_object()) {
    return;
  }
  for (const auto& [kind, amount] : throughput.items()) {
    if (amount.is_object()) {
      add_throughput(amount, labels);
    } else if (const auto text = label_text(amount)) {
      labels[lower_case(kind)] = *text;
    }
  }
}

/// full_id, or the parts that make it, or "" (old versions lack some of them).
std::string id_of(const Fields& fields) {
  std::string id = fields.text_or("full_id", "");
  if (!id.empty()) {
    return id;
  }
  for (const char* part : {"group_id", "function_id", "value_str"}) {
    const std::string text = fields.text_or(part, "");
    if (!text.empty()) {
      id += (id.empty() ? "" : "/") + text;
    }
  }
  return id;
}

Result<void> read_benchmark(const std::string& text, const std::string& folder,
                            CriterionRow& result) {
  ReadStatus status(folder + "/benchmark.json");
  const auto json = parse_json(text, status.origin());
  if (!json) {
    return tl::unexpected(json.error());
  }
  const Fields fields(*json, "", status);
  result.row.id = id_of(fields);
  result.directory_name = fields.text_or("directory_name", "");
  if (const Json* throughput = fields.find("throughput"); throughput != nullptr) {
    add_throughput(*throughput, result.row.labels);
  }
  if (!status.ok()) {
    return status.error();
  }
  return {};
}

Result<void> read_context(const std::string& text, const std::string& folder, Row& row) {
  ReadStatus status(folder + "/context.json");
  const auto json = parse_json(text, status.origin());
  if (!json) {
    return tl::unexpected(json.error());
  }
  const Fields fields(*json, "", status);
  if (const std::string schema = fields.text("schema"); schema != "benchsuite/context/1") {
    fields.fail("schema", fmt::format("found {}, wanted benchsuite/context/1", quote_name(schema)));
  }
  for (const auto& [name, value] : json->items()) {
    const auto label = label_text(value);
    if (label && name != "schema") {
      row.labels[name] = *label;
    }
  }
  for (const auto& [name, value] : fields.text_map("labels")) {
    row.labels.try_emplace(name, value);
  }
  if (!fields.boolean_or("verified", true)) {
    row.warnings.emplace_back("the benchmark did not verify its result");
  }
  if (!status.ok()) {
    return status.error();
  }
  return {};
}

}  // namespace

CriterionSamples read_modern_samples(const Json& json, ReadStatus& status) {
  const Fields fields(json, "", status);
  return {fields.numbers("iters"), fields.numbers("times")};
}

std::optional<std::string> label_text(const Json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? "true" : "false";
  }
  if (value.is_number_float()) {
    return fmt::format("{}", value.get<double>());
  }
  if (value.is_number()) {
    return value.dump();
  }
  return std::nullopt;
}

Result<CriterionRow> parse_criterion(const CriterionTexts& texts, const std::string& fallback_id,
                                     const std::string& folder) {
  CriterionRow result;
  result.row.metric = "time";
  result.row.unit = "s";
  auto run = read_samples(texts.sample, folder);
  if (!run) {
    return tl::unexpected(run.error());
  }
  result.row.runs.push_back(std::move(*run));
  if (texts.benchmark) {
    if (const auto read = read_benchmark(*texts.benchmark, folder, result); !read) {
      return tl::unexpected(read.error());
    }
  }
  if (result.row.id.empty()) {
    result.row.id = fallback_id;
    result.row.warnings.emplace_back("benchmark.json does not name the row; the id is its folder");
  }
  if (result.row.id.empty()) {
    return data_error(fmt::format("{}: the benchmark has no name", folder));
  }
  result.row.id = bounded_id(result.row.id);
  if (texts.context) {
    if (const auto read = read_context(*texts.context, folder, result.row); !read) {
      return tl::unexpected(read.error());
    }
  }
  return result;
}

}  // namespace perfgate
