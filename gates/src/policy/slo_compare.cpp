// SPDX-License-Identifier: Apache-2.0
// Comparison with a limit and the choice of the worst row.
#include "policy/slo_compare.h"

#include <fmt/format.h>

#include <cmath>

namespace perfgate {
namespace {

int severity(SloStatus status) {
  switch (status) {
    case SloStatus::kBreached:
      return 2;
    case SloStatus::kUntestable:
      return 1;
    default:
      return 0;
  }
}

std::optional<double> finite(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace

bool meets(const Slo& slo, double value) {
  if (slo.op == "<=") {
    return value <= slo.limit;
  }
  if (slo.op == "<") {
    return value < slo.limit;
  }
  return slo.op == ">=" ? value >= slo.limit : value > slo.limit;
}

bool upper_is_bad(const Slo& slo) {
  return slo.op == "<=" || slo.op == "<";
}

bool WorstOf::worse_than_worst(const SloCandidate& candidate) const {
  if (!worst_) {
    return true;
  }
  if (severity(candidate.status) != severity(worst_->status)) {
    return severity(candidate.status) > severity(worst_->status);
  }
  const auto bad_end = [&](const SloCandidate& c) {
    const std::optional<double> end = upper_is_bad(*slo_) ? c.upper : c.lower;
    const double value = end ? *end : c.actual.value_or(HUGE_VAL);
    return upper_is_bad(*slo_) ? value : -value;
  };
  return bad_end(candidate) > bad_end(*worst_);
}

void WorstOf::add(const SloCandidate& candidate) {
  ++rows_;
  if (worse_than_worst(candidate)) {
    worst_ = candidate;
  }
}

void WorstOf::untestable(const std::string& why) {
  result_->status = SloStatus::kUntestable;
  result_->evidence = why;
}

void WorstOf::finish(const std::string& suffix) {
  if (!worst_) {
    result_->status = SloStatus::kDeferred;
    result_->evidence = "no measured row matches" + suffix;
    return;
  }
  result_->actual = finite(worst_->actual);
  result_->lower = finite(worst_->lower);
  result_->upper = finite(worst_->upper);
  result_->status = worst_->status;
  result_->evidence = rows_ == 1 ? fmt::format("{} ({}){}", worst_->id, worst_->note, suffix)
                                 : fmt::format("worst of {} rows: {} ({}){}", rows_, worst_->id,
                                               worst_->note, suffix);
}

}  // namespace perfgate
