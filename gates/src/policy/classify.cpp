// SPDX-License-Identifier: Apache-2.0
// The class limits and the two questions that a suite asks of every row.
#include "policy/classify.h"

#include <algorithm>

namespace perfgate {

RegressionClass class_of(double worse, const Policy& policy) {
  if (worse > policy.critical_pct) {
    return RegressionClass::kCritical;
  }
  if (worse > policy.major_pct) {
    return RegressionClass::kMajor;
  }
  if (worse > policy.minor_pct) {
    return RegressionClass::kMinor;
  }
  return worse > 0 ? RegressionClass::kAcceptable : RegressionClass::kNone;
}

double limit_of(const std::map<std::string, std::string>& labels, const Policy& policy) {
  const auto label = labels.find("feature");
  auto found =
      policy.tolerance_pct.find(label == labels.end() ? std::string("cpu") : label->second);
  if (found == policy.tolerance_pct.end()) {
    found = policy.tolerance_pct.find("cpu");
  }
  return found == policy.tolerance_pct.end() ? policy.minor_pct : found->second;
}

double block_threshold(double limit, const Policy& policy) {
  switch (policy.blocking) {
    case RegressionClass::kNone:
    case RegressionClass::kAcceptable:
      return 0;
    case RegressionClass::kMinor:
      return limit < policy.minor_pct ? limit : std::max(limit, policy.minor_pct);
    case RegressionClass::kMajor:
      return std::max(limit, policy.major_pct);
    case RegressionClass::kCritical:
      break;
  }
  return std::max(limit, policy.critical_pct);
}

bool blocks(const ReportRow& row, const Policy& policy) {
  // `reached` may be milder than the row's own interval says, never worse: both must agree. A limit
  // tighter than the minor class has no class of its own.
  const bool tight = row.limit_pct < policy.minor_pct;
  const RegressionClass least = policy.blocking == RegressionClass::kMinor && tight
                                    ? RegressionClass::kAcceptable
                                    : policy.blocking;
  return row.verdict == RowVerdict::kRegressed && row.worse_lower_pct && row.reached >= least &&
         *row.worse_lower_pct > block_threshold(row.limit_pct, policy);
}

bool undecided(const ReportRow& row, const Policy& policy) {
  switch (row.verdict) {
    case RowVerdict::kBlind:
      return true;
    case RowVerdict::kInconclusive:
      return !row.within_limit;
    case RowVerdict::kRegressed:
      return !blocks(row, policy) &&
             !(row.worse_upper_pct &&
               *row.worse_upper_pct <= block_threshold(row.limit_pct, policy));
    default:
      return false;
  }
}

bool compared(const ReportRow& row) {
  return row.verdict != RowVerdict::kMissing && row.verdict != RowVerdict::kNew &&
         row.verdict != RowVerdict::kFailed;
}

}  // namespace perfgate
