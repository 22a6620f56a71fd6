// SPDX-License-Identifier: Apache-2.0
// Synthetic result sets, judged by compare_result_sets like measured ones.
#include "suites.h"

#include "noise.h"

#include <perfgate/calibration.h>
#include <perfgate/gate_report.h>
#include <perfgate/paired_stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace perfgate::proof {
namespace {

constexpr const char* kNow = "2026-01-01T00:00:00Z";
constexpr std::size_t kSamples = 10;
constexpr double kWithin = 0.003;  // of the samples of one run
// Of the runs: what the samples cannot see. A block needs 5 %, so noise far below it proves little.
constexpr std::array<double, 2> kSpreads{0.015, 0.05};
constexpr std::size_t kSingleTrials = 200;
constexpr std::size_t kCalibrationRuns = 40;

struct Kind {
  const char* name;
  std::size_t before, after;  // runs
  bool paired, calibrated;
};

constexpr std::array<Kind, 7> kKinds{{{"paired, 10 rounds", 10, 10, true, false},
                                      {"paired, 20 rounds", 20, 20, true, false},
                                      {"multi_run, 5 and 5", 5, 5, false, false},
                                      {"multi_run, 10 and 5", 10, 5, false, false},
                                      {"multi_run, 5 and 5, calibrated", 5, 5, false, true},
                                      {"single_run", 1, 1, false, false},
                                      {"single_run, calibrated", 1, 1, false, true}}};

Machine some_machine() {
  Machine machine;
  machine.hard = {{"arch", "simulated"}};
  return machine;
}

// Runs whose levels are `levels`; every sample adds its own noise.
Row row_of(const std::string& id, const std::vector<double>& levels, double factor,
           stats::Rng& rng) {
  Row row;
  row.id = id;
  row.metric = "time";
  row.unit = "s";
  for (std::size_t r = 0; r < levels.size(); ++r) {
    RunSamples run{fmt::format("round-{:03}", r + 1), {}, {}};
    for (std::size_t s = 0; s < kSamples; ++s) {
      run.values.push_back(1e-3 * factor * std::exp(levels[r] + kWithin * standard_normal(rng)));
    }
    run.iters.assign(kSamples, 1000);
    row.runs.push_back(std::move(run));
  }
  return row;
}

ResultSet set_of(std::vector<Row> rows) {
  ResultSet set;
  set.path = set.kind = "simulated";
  set.created = kNow;
  set.machine = some_machine();
  for (const RunSamples& run : rows.front().runs) {
    set.run_names.push_back(run.run);
  }
  set.rows = std::move(rows);
  return set;
}

struct Sides {
  ResultSet base, candidate;
};

// One suite in the order of time: pairs in ABBA blocks, or all of the base before the candidate.
Sides simulate(const Kind& kind, Noise noise, std::size_t rows, double first_factor, double between,
               stats::Rng& rng) {
  std::vector<Row> before;
  std::vector<Row> after;
  std::vector<bool> candidate_first;
  for (std::size_t r = 0; r < kind.before; ++r) {
    candidate_first.push_back(r % 2 == 0 ? rng.below(2) == 1 : !candidate_first.back());
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const std::string id = fmt::format("bench/{:03}", i);
    const std::vector<double> levels = log_levels(noise, kind.before + kind.after, between, rng);
    std::vector<double> base(levels.begin(),
                             levels.begin() + static_cast<std::ptrdiff_t>(kind.before));
    std::vector<double> now(levels.begin() + static_cast<std::ptrdiff_t>(kind.before),
                            levels.end());
    for (std::size_t r = 0; kind.paired && r < kind.before; ++r) {
      base[r] = levels[2 * r + (candidate_first[r] ? 1 : 0)];
      now[r] = levels[2 * r + (candidate_first[r] ? 0 : 1)];
    }
    before.push_back(row_of(id, base, 1, rng));
    after.push_back(row_of(id, now, i == 0 ? first_factor : 1, rng));
  }
  return {set_of(std::move(before)), set_of(std::move(after))};
}

std::optional<Calibration> calibration_for(const Kind& kind, Noise noise, std::size_t rows,
                                           double between, const Config& config, stats::Rng& rng) {
  if (!kind.calibrated) {
    return std::nullopt;
  }
  std::vector<Row> all;
  for (std::size_t i = 0; i < rows; ++i) {
    all.push_back(row_of(fmt::format("bench/{:03}", i),
                         log_levels(noise, kCalibrationRuns, between, rng), 1, rng));
  }
  const Result<Calibration> calibration = calibrate(set_of(std::move(all)), config, kNow);
  return calibration ? std::optional(*calibration) : std::nullopt;
}

Config quiet_config() {
  Config config;
  config.policy.undecided = "warn";  // a block is a verdict against the code, not a doubt
  return config;
}

Finding false_blocks(const Kind& kind, Noise noise, double between, std::size_t asked,
                     std::uint64_t seed) {
  constexpr std::size_t kRows = 50;
  constexpr double kMostBlocked = 0.05;
  const Config config = quiet_config();
  stats::Rng rng(seed + 7 * static_cast<std::uint64_t>(noise) + kind.before * 100 +
                 (kind.calibrated ? 1 : 0) + (kind.paired ? 2 : 0) + kind.after);
  const auto calibration = calibration_for(kind, noise, kRows, between, config, rng);
  // Every row of a single run is bootstrapped, which takes most of the time.
  const std::size_t trials = kind.before > 1 ? asked : std::min(asked, kSingleTrials);
  std::size_t red = 0;
  for (std::size_t i = 0; i < trials; ++i) {
    const Sides sides = simulate(kind, noise, kRows, 1, between, rng);
    const CompareMode mode{kind.paired, calibration ? &*calibration : nullptr};
    red += compare_result_sets(sides.base, sides.candidate, config, kNow, mode).verdict ==
                   SuiteVerdict::kFail
               ? 1
               : 0;
  }
  // One run a side without a calibration cannot know what a run does: shown, not promised.
  const bool promised = kind.before > 1 || kind.calibrated;
  return {"false blocks",
          kind.name,
          std::string(noise_name(noise)),
          fmt::format("{} rows, {:.1f} % between runs", kRows, 100 * between),
          red,
          trials,
          "bound at most 5 %",
          stats::share_upper_bound(red, trials, 0.95) <= kMostBlocked,
          promised};
}

}  // namespace

std::vector<Finding> prove_false_blocks(std::size_t trials, std::uint64_t seed) {
  std::vector<Finding> findings;
  for (const Kind& kind : kKinds) {
    for (const double between : kSpreads) {
      for (const Noise noise : kAllNoises) {
        findings.push_back(false_blocks(kind, noise, between, trials, seed));
      }
    }
  }
  return findings;
}

std::vector<Finding> prove_power(std::size_t trials, std::uint64_t seed) {
  constexpr std::size_t kRows = 20;
  constexpr double kQuiet = 0.01;
  const Config config = quiet_config();
  std::vector<Finding> findings;
  for (const Kind& kind : {kKinds[0], kKinds[1]}) {
    stats::Rng rng(seed + kind.before);
    double printed = 0;
    const auto found = [&](double factor) {
      std::size_t hits = 0;
      for (std::size_t i = 0; i < trials; ++i) {
        const Sides sides = simulate(kind, Noise::kNormal, kRows, factor, kQuiet, rng);
        const GateReport report =
            compare_result_sets(sides.base, sides.candidate, config, kNow, {true, nullptr});
        hits += report.rows[0].verdict == RowVerdict::kRegressed ? 1 : 0;
        printed += report.rows[0].mde_pct.value_or(0) / static_cast<double>(trials);
      }
      return hits;
    };
    const auto add = [&](double percent, std::size_t hits, const char* wanted, bool met,
                         bool promised) {
      findings.push_back({"power", kind.name, "normal, 1 % between runs",
                          fmt::format("{:.2f} % slower", percent), hits, trials, wanted, met,
                          promised});
    };
    for (const double percent : {1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0}) {
      add(percent, found(1 + percent / 100), "", true, false);
    }
    printed = 0;
    found(1);
    const double detectable = printed;
    const std::size_t hits = found(1 + detectable / 100);
    const double share = static_cast<double>(hits) / static_cast<double>(trials);
    add(detectable, hits, "70 to 90 % at the printed smallest detectable change",
        std::abs(share - 0.8) <= 0.1, true);
  }
  return findings;
}

}  // namespace perfgate::proof
