// SPDX-License-Identifier: Apache-2.0
// Go benchmark text (go test -bench, benchstat's input) -> ResultSet. Lines of one name (-count)
// are samples of one run. Units whose direction nobody stated are left out with a warning.
#include "ingest/go_benchmark.h"

#include "base/utf8.h"
#include "baseline/json_fields.h"
#include "baseline/row_rules.h"
#include "ingest/sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace perfgate {
namespace {

using go_text::BenchmarkLine;
using go_text::Measurement;

struct KnownGoUnit {
  std::string_view name, metric, unit;
  double factor;
  Direction direction;
};

constexpr std::array kGoUnits = {
    KnownGoUnit{"ns/op", "time", "s", 1e-9, Direction::kLowerIsBetter},
    KnownGoUnit{"sec/op", "time", "s", 1, Direction::kLowerIsBetter},
    KnownGoUnit{"MB/s", "throughput", "B/s", 1e6, Direction::kHigherIsBetter},
    KnownGoUnit{"B/s", "throughput", "B/s", 1, Direction::kHigherIsBetter},
    KnownGoUnit{"B/op", "bytes_per_op", "B", 1, Direction::kLowerIsBetter},
    KnownGoUnit{"allocs/op", "allocs_per_op", "1", 1, Direction::kLowerIsBetter},
};

constexpr std::array kGoLabels = {"pkg", "goos", "goarch", "cpu"};
constexpr std::string_view kFailMark = "--- FAIL: ";

class GoTextReader {
 public:
  explicit GoTextReader(const std::string& origin) : origin_(origin) {}

  /// Reads all lines; the first fault ends it.
  [[nodiscard]] Result<ResultSet> read(std::string_view text);

 private:
  [[nodiscard]] Result<void> read_line(std::string_view line, std::size_t number);
  [[nodiscard]] Result<void> add(const BenchmarkLine& line, std::size_t number);
  [[nodiscard]] Result<void> add_value(const BenchmarkLine& line, const Measurement& measured,
                                       std::size_t number);
  [[nodiscard]] std::optional<KnownGoUnit> unit_of(const std::string& name) const;
  [[nodiscard]] std::string id_of(std::string_view name) const;
  Row& row_of(const std::string& id, const KnownGoUnit& unit);
  void add_failure(std::string_view name);
  [[nodiscard]] tl::unexpected<Error> fault(std::size_t number, std::string_view what) const;
  [[nodiscard]] Result<ResultSet> finished();

  const std::string& origin_;
  std::map<std::string, bool> higher_is_better_;  // of units with a Unit line
  std::map<std::string, std::string> config_;
  std::map<std::pair<std::string, std::string>, Row> rows_;
  std::set<std::string> unknown_units_;
  bool failed_ = false;
};

tl::unexpected<Error> GoTextReader::fault(std::size_t number, std::string_view what) const {
  return data_error(fmt::format("{}:{}: {}", origin_, number, what));
}

std::string GoTextReader::id_of(std::string_view name) const {
  const auto package = config_.find("pkg");
  const bool known = package != config_.end() && !package->second.empty();
  return bounded_id(known ? package->second + "." + std::string(name) : std::string(name));
}

std::optional<KnownGoUnit> GoTextReader::unit_of(const std::string& name) const {
  const auto* const known =
      std::find_if(kGoUnits.begin(), kGoUnits.end(),
                   [&](const KnownGoUnit& candidate) { return candidate.name == name; });
  if (known != kGoUnits.end()) {
    return *known;
  }
  const auto stated = higher_is_better_.find(name);
  if (stated == higher_is_better_.end()) {
    return std::nullopt;
  }
  return KnownGoUnit{stated->first, stated->first, "1", 1,
                     stated->second ? Direction::kHigherIsBetter : Direction::kLowerIsBetter};
}

Row& GoTextReader::row_of(const std::string& id, const KnownGoUnit& unit) {
  Row& row = rows_[{id, std::string(unit.metric)}];
  if (row.id.empty()) {
    row.id = id;
    row.metric = unit.metric;
    row.unit = unit.unit;
    row.direction = unit.direction;
    for (const char* name : kGoLabels) {
      if (const auto value = config_.find(name); value != config_.end()) {
        row.labels[name] = value->second;
      }
    }
  }
  return row;
}

Result<void> GoTextReader::add_value(const BenchmarkLine& line, const Measurement& measured,
                                     std::size_t number) {
  const std::optional<KnownGoUnit> unit = unit_of(measured.unit);
  if (!unit) {
    unknown_units_.insert(measured.unit);
    return {};
  }
  const double value = measured.value * unit->factor;
  if (const std::string wrong = value_fault(value, unit->unit); !wrong.empty()) {
    return fault(number, fmt::format("the value in {} {}", measured.unit, wrong));
  }
  Row& row = row_of(id_of(line.name), *unit);
  if (rows_.size() > kMaxTextRows) {
    return fault(number, fmt::format("more than {} rows", kMaxTextRows));
  }
  if (row.runs.empty()) {
    row.runs.push_back({kOnlyRun, {}, {}});
  }
  row.runs.front().values.push_back(value);
  row.runs.front().iters.push_back(line.iterations);
  return {};
}

Result<void> GoTextReader::add(const BenchmarkLine& line, std::size_t number) {
  std::set<std::string_view> units;
  for (const Measurement& measured : line.measurements) {
    if (!units.insert(measured.unit).second) {
      return fault(number, fmt::format("unit {} stands twice", quote_name(measured.unit)));
    }
    if (auto added = add_value(line, measured, number); !added) {
      return added;
    }
  }
  return {};
}

void GoTextReader::add_failure(std::string_view name) {
  name = name.substr(0, name.find(' '));  // "(0.00s)"
  if (name.starts_with("Benchmark")) {
    row_of(id_of(name), kGoUnits.front()).failure = "go test reported FAIL";
  }
}

Result<void> GoTextReader::read_line(std::string_view line, std::size_t number) {
  if (go_text::is_benchmark_line(line)) {
    std::string wrong;
    const auto parsed = go_text::parse_benchmark_line(line, wrong);
    return parsed ? add(*parsed, number) : Result<void>(fault(number, wrong));
  }
  if (line.starts_with(kFailMark)) {
    add_failure(line.substr(kFailMark.size()));
  } else if (line == "FAIL" || line.starts_with("FAIL\t")) {
    failed_ = true;
  } else if (auto config = go_text::parse_config_line(line)) {
    config_[config->first] = bounded_id(config->second);  // it becomes part of every id
  }
  return {};
}

Result<ResultSet> GoTextReader::finished() {
  ResultSet results;
  results.path = origin_;
  results.kind = "go_benchmark";
  results.run_names = {kOnlyRun};
  for (auto& [key, row] : rows_) {
    results.rows.push_back(std::move(row));
  }
  if (!unknown_units_.empty()) {
    results.warnings.push_back(
        fmt::format("values in {} units are left out, because nothing says whether higher is "
                    "better (first one: "
                    "{}; a line 'Unit NAME better=higher' would)",
                    unknown_units_.size(), quote_name(*unknown_units_.begin())));
  }
  if (failed_) {
    results.warnings.emplace_back("go test reported FAIL");
  }
  if (results.rows.empty()) {
    return data_error(
        fmt::format("{}: has no benchmark line with a unit that can be judged", origin_));
  }
  return results;
}

Result<ResultSet> GoTextReader::read(std::string_view text) {
  if (const std::size_t bad = utf8::find_invalid(text); bad != std::string_view::npos) {
    const auto line = static_cast<std::size_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n'));
    return fault(line + 1, "is not UTF-8");
  }
  const std::vector<std::string_view> lines = go_text::lines_of(text);
  for (const std::string_view line : lines) {  // they hold for the whole file, wherever they stand
    if (const auto unit = go_text::parse_unit_line(line)) {
      higher_is_better_.insert(*unit);
    }
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (const auto done = read_line(lines[i], i + 1); !done) {
      return tl::unexpected(done.error());
    }
  }
  return finished();
}

}  // namespace

bool looks_like_go_benchmark(std::string_view text) {
  const std::vector<std::string_view> lines = go_text::lines_of(text);
  return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
    return go_text::counts_iterations(line) || line.starts_with("goos: ") ||
           line.starts_with(kFailMark);
  });
}

Result<ResultSet> parse_go_benchmark(std::string_view text, const std::string& origin) {
  return GoTextReader(origin).read(text);
}

}  // namespace perfgate
