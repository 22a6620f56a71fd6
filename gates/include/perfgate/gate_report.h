// SPDX-License-Identifier: Apache-2.0
// The one value that compare and gate produce and every report format renders. JSON form:
// schemas/compare.schema.json, gate.schema.json.
#pragma once

#include <perfgate/config.h>
#include <perfgate/json.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfgate {

enum class Evidence : std::uint8_t { kPoint, kSingleRun, kMultiRun, kPaired };  // weakest first
enum class RowVerdict : std::uint8_t {
  kEquivalent,
  kImproved,
  kInconclusive,
  kBlind,
  kRegressed,
  kMissing,
  kNew,
  kFailed,
  kWaived
};
enum class SuiteVerdict : std::uint8_t { kPass, kFail, kUndecided, kIncomparable, kError };
enum class SloStatus : std::uint8_t { kMet, kBreached, kDeferred, kUntestable };

[[nodiscard]] const char* evidence_name(
    Evidence e);  // "point", "single_run", "multi_run", "paired"
[[nodiscard]] const char* row_verdict_name(RowVerdict v);  // "equivalent", ...
[[nodiscard]] const char* suite_verdict_name(SuiteVerdict v);
[[nodiscard]] const char* slo_status_name(SloStatus s);

struct SideSummary {
  std::size_t runs = 0, samples = 0;
  std::optional<double> median, mean, cv;  // base unit
};

struct RatioInterval {
  std::optional<double> estimate, lower, upper;  // current / baseline of the raw metric
  double confidence = 0;
  std::string method;
};

struct ReportRow {
  std::string id, metric, unit;
  Direction direction = Direction::kLowerIsBetter;
  SideSummary baseline, current;
  RatioInterval ratio;
  std::optional<double> mean_change, median_change;  // fractions, current / baseline - 1
  std::optional<double> mean_change_lower, mean_change_upper, median_change_lower,
      median_change_upper;
  std::optional<double> worse_pct;  // positive = worse
  std::optional<double> worse_lower_pct,
      worse_upper_pct;                    // the interval with the sign turned, lower <= upper
  std::optional<double> suite_upper_pct;  // upper end of worse at the family-wise confidence
  std::optional<double> p_value, p_adjusted, q_value;  // q_value: Benjamini-Hochberg, advice
  std::optional<double> mde_pct;
  double limit_pct = 0;       // the row's own limit
  bool within_limit = false;  // worse_upper_pct < limit_pct
  RegressionClass reached =
      RegressionClass::kNone;  // JSON "class": the whole interval is beyond its limit
  RegressionClass suspected = RegressionClass::kNone;  // of the point estimate alone
  RowVerdict verdict = RowVerdict::kInconclusive;
  std::string reason;  // one clause: why this verdict
  std::vector<std::string> warnings;
};

struct SloResult {
  std::string id, title, target;
  std::optional<double> actual, lower, upper;  // in the SLO's unit
  std::string unit;
  SloStatus status = SloStatus::kDeferred;
  std::string evidence;
};

struct SideInfo {
  std::string path, kind, machine_key, created, commit;
  std::size_t runs = 0;
};

struct Counts {
  std::size_t rows = 0, regressed = 0, improved = 0, equivalent = 0, inconclusive = 0, blind = 0,
              missing = 0, added = 0, failed = 0, waived = 0;
};

struct GateReport {
  std::string schema = "perfgate/compare/1";  // or "perfgate/gate/1"
  std::string created;
  SuiteVerdict verdict = SuiteVerdict::kPass;
  ExitCode exit_code = ExitCode::kPass;
  std::string headline;              // the verdict in words
  std::vector<std::string> reasons;  // what failed and why, worst first
  Evidence evidence = Evidence::kPoint;
  Policy policy;
  std::size_t family = 0;  // rows in the Holm family
  std::size_t bootstrap_resamples = 0;
  Counts counts;
  std::map<std::string, std::size_t>
      classes;  // suspected class name -> rows (of compared rows); "improved" beside the classes
  SideInfo baseline, current;
  std::map<std::string, std::string> hardware;  // of current
  std::vector<ReportRow> rows;
  std::vector<SloResult> slos;
  std::vector<std::string> warnings;
};

[[nodiscard]] Json report_to_json(const GateReport& report);
[[nodiscard]] Result<GateReport> report_from_json(const Json& json, const std::string& origin);

/// Compares row by row and decides. Pure: same input, same report (created = `now`).
/// Never an Error for bad news: machine mismatch and identical data are verdict kIncomparable with
/// exit code 4.
[[nodiscard]] GateReport compare_result_sets(const ResultSet& baseline, const ResultSet& current,
                                             const Config& config, const std::string& now);

/// Adds SLO results (from `current` and the comparison rows) and decides again; schema becomes
/// "perfgate/gate/1".
void add_slos(GateReport& report, const ResultSet& current, const Config& config);

}  // namespace perfgate
