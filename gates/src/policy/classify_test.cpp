// SPDX-License-Identifier: Apache-2.0
// Class limits at their edges, and what blocks or stays undecided, on hand-made rows.
#include "policy/classify.h"

#include <doctest/doctest.h>

#include <cmath>

namespace perfgate {
namespace {

ReportRow regressed(double lower, double upper, double limit, const Policy& policy) {
  ReportRow row;
  row.verdict = RowVerdict::kRegressed;
  row.limit_pct = limit;
  row.worse_pct = (lower + upper) / 2;
  row.worse_lower_pct = lower;
  row.worse_upper_pct = upper;
  row.reached = class_of(lower, policy);
  row.within_limit = upper < limit;
  return row;
}

TEST_CASE("a limit belongs to the milder class") {
  const Policy policy;
  CHECK(class_of(-3, policy) == RegressionClass::kNone);
  CHECK(class_of(0, policy) == RegressionClass::kNone);
  CHECK(class_of(5, policy) == RegressionClass::kAcceptable);
  CHECK(class_of(std::nextafter(5.0, 6.0), policy) == RegressionClass::kMinor);
  CHECK(class_of(10, policy) == RegressionClass::kMinor);
  CHECK(class_of(15, policy) == RegressionClass::kMajor);
  CHECK(class_of(15.01, policy) == RegressionClass::kCritical);
  CHECK(class_of(std::nan(""), policy) == RegressionClass::kNone);
}

TEST_CASE("threshold of a block per blocking class and limit") {
  Policy policy;
  CHECK(block_threshold(5, policy) == 5);
  CHECK(block_threshold(10, policy) == 10);
  CHECK(block_threshold(2, policy) == 2);
  policy.blocking = RegressionClass::kMajor;
  CHECK(block_threshold(2, policy) == 10);
  CHECK(block_threshold(12, policy) == 12);
  policy.blocking = RegressionClass::kCritical;
  CHECK(block_threshold(5, policy) == 15);
  policy.blocking = RegressionClass::kAcceptable;
  CHECK(block_threshold(5, policy) == 0);
}

TEST_CASE("blocking needs interval and class beyond the threshold") {
  const Policy policy;
  CHECK(blocks(regressed(6, 8, 5, policy), policy));
  CHECK(!blocks(regressed(4, 8, 5, policy), policy));
  CHECK(undecided(regressed(4, 8, 5, policy), policy));
  CHECK(!undecided(regressed(3, 4, 5, policy), policy));
  CHECK(blocks(regressed(3, 4, 2, policy), policy));    // tighter than the minor class
  CHECK(!blocks(regressed(6, 9, 10, policy), policy));  // wider
  ReportRow milder = regressed(6, 8, 5, policy);
  milder.reached = RegressionClass::kAcceptable;
  CHECK(!blocks(milder, policy));
  CHECK(undecided(milder, policy));
  ReportRow open = regressed(6, 8, 5, policy);
  open.worse_lower_pct.reset();
  CHECK(!blocks(open, policy));
  CHECK(undecided(open, policy));
  ReportRow waived = regressed(6, 8, 5, policy);
  waived.verdict = RowVerdict::kWaived;
  CHECK(!blocks(waived, policy));
  CHECK(!undecided(waived, policy));
}

TEST_CASE("the limit of an unknown or unlabelled feature is that of the CPU") {
  Policy policy;
  CHECK(limit_of({}, policy) == 5);
  CHECK(limit_of({{"feature", "gpu"}}, policy) == 10);
  CHECK(limit_of({{"feature", "npu"}}, policy) == 5);
  policy.tolerance_pct.clear();
  policy.minor_pct = 7;
  CHECK(limit_of({{"feature", "gpu"}}, policy) == 7);
}

}  // namespace
}  // namespace perfgate
