// SPDX-License-Identifier: Apache-2.0
// State of one run of a bench program: the bodies that Google Benchmark calls for its rows, and
// the later visits, which it knows nothing of.
#pragma once

#include "bench_options.h"
#include "bench_program.h"

#include <benchsuite/criterion_id.h>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace benchsuite {

class BenchSession {
 public:
  explicit BenchSession(const BenchOptions& options) : options_(options) {}

  /// Registers the rows that the filter selects. Call once; `rows` must outlive the run.
  void register_rows(const BenchRows& rows);

  /// The visits of rows that follow their first one, in seeded random order, once all rows have had
  /// that; replaces the files of the rows. What Google Benchmark prints is the first visit. Without
  /// a folder there is no other one (bench_options.cpp).
  void revisit_rows();

  /// Writes metrics.json if figures were computed and a folder was named.
  Result<void> write_figures() const;

  [[nodiscard]] std::size_t registered() const { return registered_; }

  [[nodiscard]] bool any_failed() const { return any_failed_; }

  [[nodiscard]] bool cannot_write() const { return cannot_write_; }

 private:
  struct VisitedRow {
    const BenchRow* row = nullptr;
    CriterionId id;
    RowVisits visits;
  };

  void run_timed(benchmark::State& state, const BenchRow& row, const CriterionId& id);
  Result<void> revisit(VisitedRow& visited);
  void drop(const CriterionId& id, const std::string& reason);
  void run_figure(benchmark::State& state, const FigureRow& row);
  Result<void> store(const CriterionId& id, const RowOutcome& outcome) const;
  void fail(benchmark::State& state, const std::string& reason);

  const BenchOptions& options_;
  CriterionIds ids_;
  std::vector<MetricRow> figures_;
  std::vector<VisitedRow> visited_;  // with visits to come
  std::size_t registered_ = 0;
  bool any_failed_ = false;
  bool cannot_write_ = false;
};

/// Row ids in the order of the program, for --benchmark_list_tests.
[[nodiscard]] std::vector<std::string> row_ids(const BenchRows& rows);

}  // namespace benchsuite
