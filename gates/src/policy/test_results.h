// SPDX-License-Identifier: Apache-2.0
// Synthetic result sets for the tests of policy: seeded, with chosen noise within and between runs.
#pragma once

#include "stats/test_noise.h"

#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>
#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace perfgate::test {

inline constexpr const char* kNow = "2026-03-01T12:00:00Z";

/// How a row is measured.
struct Noise {
  std::size_t runs = 5, samples = 20;
  double within = 0.005, between = 0.003;  // standard deviations of the log
};

inline constexpr Noise kQuiet{};
inline constexpr Noise kLoud{5, 20, 0.1, 0.15};

inline Row row_of(const std::string& id, const std::vector<std::vector<double>>& runs) {
  Row row;
  row.id = id;
  row.metric = "time";
  row.unit = "s";
  for (std::size_t i = 0; i < runs.size(); ++i) {
    row.runs.push_back({fmt::format("round-{:02}", i + 1), runs[i], {}});
  }
  return row;
}

inline Row noisy_row(const std::string& id, stats::Rng& rng, double centre, const Noise& noise) {
  std::vector<std::vector<double>> runs;
  for (std::size_t i = 0; i < noise.runs; ++i) {
    const double level = centre * std::exp(noise.between * normal(rng));
    runs.push_back(log_normal(rng, noise.samples, level, noise.within));
  }
  return row_of(id, runs);
}

inline Machine machine_of(const std::string& cpu) {
  Machine machine;
  machine.hard = {{"arch", "x86_64"}, {"cpu_model", cpu}};
  machine.soft = {{"kernel", "6.1"}};
  return machine;
}

inline ResultSet set_of(std::vector<Row> rows) {
  ResultSet set;
  set.path = "somewhere";
  set.kind = "run";
  set.machine = machine_of("test cpu");
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.id, a.metric) < std::pair(b.id, b.metric);
  });
  for (const Row& row : rows) {
    for (const RunSamples& run : row.runs) {
      if (std::find(set.run_names.begin(), set.run_names.end(), run.run) == set.run_names.end()) {
        set.run_names.push_back(run.run);
      }
    }
  }
  set.rows = std::move(rows);
  return set;
}

/// `rows` rows named bench/000 ..., each around `centre` x its factor (1 where none is given).
inline ResultSet noisy_set(std::uint64_t seed, std::size_t rows, const Noise& noise,
                           const std::vector<double>& factors = {}) {
  stats::Rng rng(seed);
  std::vector<Row> all;
  for (std::size_t i = 0; i < rows; ++i) {
    const double factor = i < factors.size() ? factors[i] : 1;
    all.push_back(noisy_row(fmt::format("bench/{:03}", i), rng, 1e-3 * factor, noise));
  }
  return set_of(std::move(all));
}

inline GateReport compare(const ResultSet& baseline, const ResultSet& current,
                          const Config& config = {}) {
  return compare_result_sets(baseline, current, config, kNow);
}

inline bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline bool any_mentions(const std::vector<std::string>& texts, const std::string& part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return mentions(text, part); });
}

}  // namespace perfgate::test
