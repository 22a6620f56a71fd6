// SPDX-License-Identifier: Apache-2.0
// Runs one row: verify, measure with the steady clock, verify again. Writes no files and knows
// nothing of Google Benchmark.
#pragma once

#include "workload.h"

#include <benchsuite/bench_result.h>
#include <benchsuite/criterion_writer.h>
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

/// Errors: output differs from the reference before or after the measurement, an allocation in the
/// timed region, a clock that does not move, out of memory.
/// `plan` (may be null) fixes the iteration counts; the profile then only says how long to warm up.
Result<RowOutcome> run_row(Workload& work, const RowProfile& profile, std::uint64_t seed,
                           const SamplingPlan* plan = nullptr);

}  // namespace benchsuite
