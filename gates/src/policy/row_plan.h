// SPDX-License-Identifier: Apache-2.0
// What can be done with one row before any statistic is computed. Everything here follows from
// sizes, units, labels and exact equality, never from how far the two sides are apart.
#pragma once

#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>
#include <perfgate/stats.h>

#include <cstddef>
#include <string>
#include <vector>

namespace perfgate {

enum class RowKind : std::uint8_t {
  kMissing,
  kNew,
  kFailed,
  kUnusable,    // values cannot be compared: inconclusive
  kUntestable,  // too few values for any test: blind
  kPoint,       // published figures
  kIdentical,   // the same measurements on both sides
  kExact,       // no spread by nature or by observation: exact rule
  kTested
};

enum class RowMethod : std::uint8_t {
  kPairedRounds,
  kCalibrated,  // run summaries, with the spread that A/A runs have shown
  kRankOfRuns,
  kStudentOfRuns,
  kRankOfSamples,
  kStudentOfSamples
};

/// Values of one side of a row.
struct SideValues {
  std::vector<double> all;          // every sample of every run
  std::vector<double> run_medians;  // one per run: what is printed
  std::vector<double> summaries;    // one per run: what is tested
};

/// Matched rounds: element r of every vector comes from round r.
struct PairedRounds {
  std::vector<double> before, after;              // summaries that decide
  std::vector<double> before_other, after_other;  // the other summary
  std::string summary, other;                     // their names
};

struct RowPlan {
  const Row* baseline = nullptr;
  const Row* current = nullptr;
  RowKind kind = RowKind::kUnusable;
  Evidence evidence = Evidence::kSingleRun;
  RowMethod method = RowMethod::kRankOfSamples;  // of kTested
  SideValues before, after;
  PairedRounds rounds;                // of paired evidence
  stats::SpreadPrior prior;           // with spread
  const RowSpread* spread = nullptr;  // of the machine's A/A runs
  double aa_range_pct = 0;     // how far single runs of unchanged code may be apart; with spread
  bool critical = false;       // of a critical SLO: tested with the reserved share of alpha
  bool single_values = false;  // kExact with one value on each side
  std::string reason;          // why not kTested
};

/// Rows of both sides by (id, metric), in that order, with their kinds. `summary` of a run as in
/// Policy.
[[nodiscard]] std::vector<RowPlan> plan_rows(const ResultSet& baseline, const ResultSet& current,
                                             const std::string& summary);

/// Rounds of every row that both sides have; sets paired evidence. Runs are matched by their places
/// in the lists of run names, which must be equally long. `summary` as in Policy.
void pair_rounds(std::vector<RowPlan>& plans, const ResultSet& baseline, const ResultSet& current,
                 const std::string& summary);

/// Rows that take part in the family-wise correction.
[[nodiscard]] std::size_t family_size(const std::vector<RowPlan>& plans);

/// Sets the method of every tested row from its evidence, its numbers of runs and samples and the
/// level of the first Holm step.
void choose_methods(std::vector<RowPlan>& plans, double first_step);

/// Every comparable row holds the same values on both sides, and at least one of them has a spread.
[[nodiscard]] bool all_identical(const std::vector<RowPlan>& plans, std::size_t& rows);

}  // namespace perfgate
