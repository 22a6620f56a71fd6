// SPDX-License-Identifier: Apache-2.0
// Iteration counts of an earlier measurement, read from the sample.json that it wrote.
#pragma once

#include <benchsuite/bench_result.h>
#include <benchsuite/criterion_id.h>
#include <benchsuite/sampling_plan.h>

#include <filesystem>
#include <optional>

namespace benchsuite {

/// The plan of `id` in the Criterion tree `folder`; nothing without a folder or when the tree does
/// not have the row: the row then plans for itself. Errors: a sample.json that is not one, with the
/// path; counts that are not whole numbers from 1 to 2^53; fewer than kMinSamples or more than
/// 100,000 of them.
Result<std::optional<SamplingPlan>> stored_plan(const std::optional<std::filesystem::path>& folder,
                                                const CriterionId& id);

}  // namespace benchsuite
