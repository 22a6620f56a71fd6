// SPDX-License-Identifier: Apache-2.0
// Bonferroni between the two parts of alpha, Holm within each.
#include "policy/families.h"

#include "policy/row_pattern.h"

#include <algorithm>

namespace perfgate {
namespace {

void mark_critical(std::vector<RowPlan>& plans, const Config& config) {
  for (const Slo& slo : config.slos) {
    if (!slo.critical || slo.rows.empty()) {
      continue;
    }
    const Result<RowPattern> pattern = RowPattern::compile(slo.rows);
    for (RowPlan& plan : plans) {
      const Row& row = plan.current != nullptr ? *plan.current : *plan.baseline;
      if (pattern && pattern->matches(row.id)) {  // parse_config has compiled it before
        plan.critical = true;
      }
    }
  }
}

}  // namespace

double Family::first_step() const {
  return alpha / static_cast<double>(std::max<std::size_t>(1, size));
}

Families split_families(std::vector<RowPlan>& plans, const Config& config) {
  const Policy& policy = config.policy;
  if (policy.reserved_share > 0) {
    mark_critical(plans, config);
  }
  Families families;
  for (const RowPlan& plan : plans) {
    families.parts[plan.critical ? 1 : 0].size += plan.kind == RowKind::kTested ? 1 : 0;
  }
  const double reserved = families.parts[1].size == 0   ? 0
                          : families.parts[0].size == 0 ? 1
                                                        : policy.reserved_share;
  families.parts[1].alpha = policy.alpha * reserved;
  families.parts[0].alpha = policy.alpha * (1 - reserved);
  return families;
}

}  // namespace perfgate
