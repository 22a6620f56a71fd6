// SPDX-License-Identifier: Apache-2.0
// What all sources of objectives share: meeting a limit, and keeping the worst of many rows.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>

#include <cstddef>
#include <optional>
#include <string>

namespace perfgate {

/// value op limit; false for NaN.
[[nodiscard]] bool meets(const Slo& slo, double value);

/// For "<=" and "<": the upper end of an interval is the bad one.
[[nodiscard]] bool upper_is_bad(const Slo& slo);

/// One row's contribution, in the SLO's unit.
struct SloCandidate {
  std::string id;
  std::optional<double> actual, lower, upper;
  SloStatus status = SloStatus::kUntestable;
  std::string note;
};

/// Collects candidates; the result shows the worst: breached before untestable before met, then the
/// one nearest to or furthest beyond the limit.
class WorstOf {
 public:
  WorstOf(const Slo& slo, SloResult& result) : slo_(&slo), result_(&result) {}

  void add(const SloCandidate& candidate);
  /// No row can be judged at all.
  void untestable(const std::string& why);
  /// Writes the evidence; deferred if nothing was added.
  void finish(const std::string& suffix);

 private:
  [[nodiscard]] bool worse_than_worst(const SloCandidate& candidate) const;

  const Slo* slo_;
  SloResult* result_;
  std::optional<SloCandidate> worst_;
  std::size_t rows_ = 0;
};

}  // namespace perfgate
