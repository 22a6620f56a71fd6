// SPDX-License-Identifier: Apache-2.0
// The documents of a row's folder, member for member as Criterion.rs 0.5 orders them, and our
// context.json. No files here.
#pragma once

#include "json_file.h"

#include <benchsuite/criterion_writer.h>

namespace benchsuite {

[[nodiscard]] OrderedJson benchmark_json(const CriterionId& id);
[[nodiscard]] OrderedJson sample_json(const Measurement& measurement);
[[nodiscard]] OrderedJson estimates_json(const Estimates& estimates);
[[nodiscard]] OrderedJson tukey_json(const TukeyFences& fences);
[[nodiscard]] OrderedJson context_json(const RowContext& context);

}  // namespace benchsuite
