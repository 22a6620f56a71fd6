// SPDX-License-Identifier: Apache-2.0
// Names of enumerators as they stand in JSON and reports; one table per enumeration, in its order.
#include "policy/names.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace perfgate {
namespace {

constexpr std::array kClasses{"none", "acceptable", "minor", "major", "critical"};
constexpr std::array kEvidence{"point", "single_run", "multi_run", "paired"};
constexpr std::array kRowVerdicts{"equivalent", "improved", "inconclusive", "blind", "regressed",
                                  "missing",    "new",      "failed",       "waived"};
constexpr std::array kSuiteVerdicts{"pass", "fail", "undecided", "incomparable", "error"};
constexpr std::array kSloStatuses{"met", "breached", "deferred", "untestable"};

template <typename Enum, std::size_t N>
const char* name_of(const std::array<const char*, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

template <typename Enum, std::size_t N>
std::optional<Enum> value_of(const std::array<const char*, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt
                              : std::optional(static_cast<Enum>(found - names.begin()));
}

}  // namespace

const char* class_name(RegressionClass c) {
  return name_of(kClasses, c);
}

const char* evidence_name(Evidence e) {
  return name_of(kEvidence, e);
}

const char* row_verdict_name(RowVerdict v) {
  return name_of(kRowVerdicts, v);
}

const char* suite_verdict_name(SuiteVerdict v) {
  return name_of(kSuiteVerdicts, v);
}

const char* slo_status_name(SloStatus s) {
  return name_of(kSloStatuses, s);
}

std::optional<RegressionClass> class_from(std::string_view name) {
  return value_of<RegressionClass>(kClasses, name);
}

std::optional<Evidence> evidence_from(std::string_view name) {
  return value_of<Evidence>(kEvidence, name);
}

std::optional<RowVerdict> row_verdict_from(std::string_view name) {
  return value_of<RowVerdict>(kRowVerdicts, name);
}

std::optional<SuiteVerdict> suite_verdict_from(std::string_view name) {
  return value_of<SuiteVerdict>(kSuiteVerdicts, name);
}

std::optional<SloStatus> slo_status_from(std::string_view name) {
  return value_of<SloStatus>(kSloStatuses, name);
}

}  // namespace perfgate
