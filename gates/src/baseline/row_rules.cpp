// SPDX-License-Identifier: Apache-2.0
// Rules for rows; see row_rules.h. Scales values to base units but never rounds or repairs them.
#include "baseline/row_rules.h"

#include "baseline/json_fields.h"

#include <perfgate/files.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>

namespace perfgate {
namespace {

struct NamedUnit {
  std::string_view name;
  UnitScale scale;
};

// The prefixed byte units are powers of 1024: a benchmark that means 1000 states bytes.
constexpr std::array kUnits = {
    NamedUnit{"s", {"s", 1}},         NamedUnit{"ms", {"s", 1e-3}},
    NamedUnit{"us", {"s", 1e-6}},     NamedUnit{"ns", {"s", 1e-9}},
    NamedUnit{"B", {"B", 1}},         NamedUnit{"KiB", {"B", 1024}},
    NamedUnit{"MiB", {"B", 1048576}}, NamedUnit{"GiB", {"B", 1073741824}},
    NamedUnit{"1/s", {"1/s", 1}},     NamedUnit{"B/s", {"B/s", 1}},
    NamedUnit{"%", {"%", 1}},         NamedUnit{"1", {"1", 1}},
    NamedUnit{"x", {"x", 1}},         NamedUnit{"dB", {"dB", 1}},
};

constexpr std::size_t kFewSamples = 10;
constexpr std::size_t kHashDigits = 16;  // of a cut id

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

void warn_few_samples(Row& row) {
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const RunSamples& run : row.runs) {
    fewest = std::min(fewest, run.values.size());
  }
  if (row.unit == "s" && !row.runs.empty() && fewest < kFewSamples) {
    add_once(row.warnings, fmt::format("fewer than {} samples in a run ({})", kFewSamples, fewest));
  }
}

void warn_absent_runs(Row& row, const std::vector<std::string>& run_names) {
  if (row.runs.empty() || !row.failure.empty() || row.runs.size() >= run_names.size()) {
    return;
  }
  const auto absent = std::find_if(run_names.begin(), run_names.end(), [&](const auto& name) {
    return std::none_of(row.runs.begin(), row.runs.end(),
                        [&](const RunSamples& run) { return run.run == name; });
  });
  add_once(row.warnings,
           fmt::format("measured in {} of {} runs (first one without it: {})", row.runs.size(),
                       run_names.size(), absent == run_names.end() ? "?" : *absent));
}

}  // namespace

std::optional<UnitScale> unit_scale(std::string_view unit) {
  for (const NamedUnit& known : kUnits) {
    if (known.name == unit) {
      return known.scale;
    }
  }
  return std::nullopt;
}

const char* known_units() {
  return "s, ms, us, ns, B, KiB, MiB, GiB, 1/s, B/s, %, 1, x, dB";
}

std::string value_fault(double value, std::string_view unit) {
  if (!std::isfinite(value)) {
    return "is not a finite number";
  }
  if (unit == "s" && value <= 0) {
    return fmt::format("is {}, wanted a time above 0", value < 0 ? "negative" : "zero");
  }
  return {};
}

std::string bounded_id(std::string_view id) {
  if (id.size() <= kMaxIdBytes) {
    return std::string(id);
  }
  const std::string mark = "..." + sha256_hex(id).substr(0, kHashDigits);
  std::size_t end = kMaxIdBytes - mark.size();
  while (end > 0 && is_continuation(id[end])) {
    --end;
  }
  return std::string(id.substr(0, end)) + mark;
}

Result<void> sort_unique(std::vector<Row>& rows, const std::string& origin) {
  const auto key = [](const Row& row) { return std::tie(row.id, row.metric); };
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return key(a) < key(b); });
  const auto twice = std::adjacent_find(
      rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return key(a) == key(b); });
  if (twice != rows.end()) {
    return data_error(fmt::format("{}: row {} (metric {}) occurs twice", origin,
                                  quote_name(twice->id), quote_name(twice->metric)));
  }
  return {};
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
    texts.push_back(std::move(text));
  }
}

void add_sampling_warnings(ResultSet& results) {
  for (Row& row : results.rows) {
    warn_few_samples(row);
    warn_absent_runs(row, results.run_names);
  }
}

}  // namespace perfgate
