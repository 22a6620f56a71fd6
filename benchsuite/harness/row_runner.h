// SPDX-License-Identifier: Apache-2.0
// Runs one row, in one visit or several: verify, measure with the steady clock, verify again.
// Writes no files and knows nothing of Google Benchmark.
#pragma once

#include "workload.h"

#include <benchsuite/bench_result.h>
#include <benchsuite/criterion_writer.h>
#include <benchsuite/measurement.h>
#include <benchsuite/sampling_plan.h>

#include <cstddef>
#include <cstdint>

namespace benchsuite {

struct RowProfile {
  SamplingConfig sampling;
  std::size_t resamples = 10'000;
};

struct RowOutcome {
  Measurement measurement;
  Estimates estimates;
  TukeyFences fences;
  RowContext context;
};

/// A row between its visits.
struct RowVisits {
  VisitedPlan samples;
  // Of the first visit, then, once complete, of all; the context, shares included, stays that of
  // the first.
  RowOutcome outcome;
};

/// The first visit of a row. `plan` (may be null) fixes the iteration counts; the profile then only
/// says how long to warm up and how many visits to take.
/// Errors: output differs from the reference before or after the measurement, an allocation in the
/// timed region, a clock that does not move, out of memory.
Result<RowVisits> run_row(Workload& work, const RowProfile& profile, std::uint64_t seed,
                          const SamplingPlan* plan = nullptr);

/// The next visit, of a workload made anew. Requires !row.samples.complete(). Errors: as run_row.
Result<void> revisit_row(Workload& work, const RowProfile& profile, std::uint64_t seed,
                         RowVisits& row);

}  // namespace benchsuite
