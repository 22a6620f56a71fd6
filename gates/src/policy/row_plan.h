// SPDX-License-Identifier: Apache-2.0
// What can be done with one row before any statistic is computed. Everything here follows from
// sizes, units, labels and exact equality, never from how far the two sides are apart.
#pragma once

#include <perfgate/gate_report.h>
#include <perfgate/result_set.h>

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
  kRankOfRuns,
  kStudentOfRuns,
  kRankOfSamples,
  kStudentOfSamples
};

/// Values of one side of a row.
struct SideValues {
  std::vector<double> all;          // every sample of every run
  std::vector<double> run_medians;  // one per run
};

struct RowPlan {
  const Row* baseline = nullptr;
  const Row* current = nullptr;
  RowKind kind = RowKind::kUnusable;
  Evidence evidence = Evidence::kSingleRun;
  RowMethod method = RowMethod::kRankOfSamples;  // of kTested
  SideValues before, after;
  bool single_values = false;  // kExact with one value on each side
  std::string reason;          // why not kTested
};

/// Rows of both sides by (id, metric), in that order, with their kinds.
[[nodiscard]] std::vector<RowPlan> plan_rows(const ResultSet& baseline, const ResultSet& current);

/// Rows that take part in the family-wise correction.
[[nodiscard]] std::size_t family_size(const std::vector<RowPlan>& plans);

/// Sets the method of every tested row from its numbers of runs and samples, the family and alpha.
void choose_methods(std::vector<RowPlan>& plans, double alpha);

/// Every comparable row holds the same values on both sides, and at least one of them has a spread.
[[nodiscard]] bool all_identical(const std::vector<RowPlan>& plans, std::size_t& rows);

}  // namespace perfgate
