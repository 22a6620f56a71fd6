// SPDX-License-Identifier: Apache-2.0
// Times as Google Benchmark JSON, so that its compare.py and everything built on it can read them.
#include "baseline/json_fields.h"

#include <perfgate/formats.h>
#include <perfgate/json.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace perfgate {
namespace {

constexpr double kNanoseconds = 1e9;

int threads_of(const Row& row) {
  const auto label = row.labels.find("threads");
  int threads = 1;
  if (label != row.labels.end()) {
    const std::string& text = label->second;
    std::from_chars(text.data(), text.data() + text.size(), threads);
  }
  return std::max(threads, 1);
}

std::size_t samples_of(const Row& row) {
  std::size_t count = 0;
  for (const RunSamples& run : row.runs) {
    count += run.values.size();
  }
  return count;
}

double iterations_of(const RunSamples& run, std::size_t i) {
  return i < run.iters.size() ? std::max(std::round(run.iters[i]), 1.0) : 1.0;
}

void add_failed(Json& entries, const Row& row) {
  entries.push_back({{"name", row.id},
                     {"run_name", row.id},
                     {"run_type", "iteration"},
                     {"error_occurred", true},
                     {"error_message", row.failure}});
}

void add_repetitions(Json& entries, const Row& row) {
  const std::size_t repetitions = samples_of(row);
  const int threads = threads_of(row);
  std::size_t index = 0;
  for (const RunSamples& run : row.runs) {
    for (std::size_t i = 0; i < run.values.size(); ++i) {
      const double nanoseconds = run.values[i] * kNanoseconds;
      entries.push_back({{"name", row.id},
                         {"run_name", row.id},
                         {"run_type", "iteration"},
                         {"repetitions", repetitions},
                         {"repetition_index", index++},
                         {"threads", threads},
                         {"iterations", static_cast<std::uint64_t>(iterations_of(run, i))},
                         {"real_time", nanoseconds},
                         {"cpu_time", nanoseconds},
                         {"time_unit", "ns"}});
    }
  }
}

Json context_of(const ResultSet& results) {
  Json context = {{"library_build_type", "release"},
                  {"perfgate_source", results.path},
                  {"perfgate_note", "cpu_time repeats real_time"}};
  if (!results.created.empty()) {
    context["date"] = results.created;
  }
  if (!results.commit.empty()) {
    context["perfgate_commit"] = results.commit;
  }
  return context;
}

}  // namespace

Result<ForeignText> export_google_benchmark(const ResultSet& results) {
  ForeignText exported;
  Json entries = Json::array();
  for (const Row& row : results.rows) {
    const bool time = row.metric == "time" && row.unit == "s";
    if (time && !row.failure.empty()) {
      add_failed(entries, row);
    } else if (time && samples_of(row) > 0) {
      add_repetitions(entries, row);
    } else {
      ++exported.left_out;
    }
  }
  if (entries.empty()) {
    return data_error(
        fmt::format("{}: no row has samples of a time, which is all that Google Benchmark JSON "
                    "holds",
                    results.path));
  }
  exported.text = dump_json({{"context", context_of(results)}, {"benchmarks", entries}});
  return exported;
}

}  // namespace perfgate
