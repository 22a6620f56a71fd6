// SPDX-License-Identifier: Apache-2.0
// Which rows share which part of alpha. Rows of critical SLOs spend a reserved share of their own,
// so that a large suite does not cost them their power; all others share the rest.
#pragma once

#include "policy/row_plan.h"

#include <perfgate/config.h>

#include <array>
#include <cstddef>
#include <vector>

namespace perfgate {

struct Family {
  std::size_t size = 0;  // tested rows
  double alpha = 0;      // of all its rows together

  /// Level of the first Holm step.
  [[nodiscard]] double first_step() const;
};

struct Families {
  std::array<Family, 2> parts;  // other rows, rows of critical SLOs

  [[nodiscard]] const Family& of(const RowPlan& plan) const { return parts[plan.critical ? 1 : 0]; }
};

/// Marks the plans of critical rows and counts. Without a reserved share, without a critical SLO or
/// when only one part has rows, all rows are one family with all of alpha.
[[nodiscard]] Families split_families(std::vector<RowPlan>& plans, const Config& config);

}  // namespace perfgate
