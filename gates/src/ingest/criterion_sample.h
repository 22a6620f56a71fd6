// SPDX-License-Identifier: Apache-2.0
// The two forms of Criterion's sample.json.
#pragma once

#include "baseline/json_fields.h"

#include <perfgate/json.h>

#include <vector>

namespace perfgate {

/// Iterations and total nanoseconds of each sample, not yet checked against each other.
struct CriterionSamples {
  std::vector<double> iters;
  std::vector<double> times;
};

/// {"sampling_mode": ..., "iters": [...], "times": [...]}
[[nodiscard]] CriterionSamples read_modern_samples(const Json& json, ReadStatus& status);

/// [[iters...], [times...]], written before Criterion 0.3.
[[nodiscard]] CriterionSamples read_legacy_samples(const Json& json, ReadStatus& status);

}  // namespace perfgate
