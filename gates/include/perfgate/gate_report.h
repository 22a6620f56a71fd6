// SPDX-License-Identifier: Apache-2.0
// The one value that compare and gate produce and every report format renders. JSON form:
// schemas/compare.schema.json, gate.schema.json.
#pragma once

#include <perfgate/calibration.h>
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
  std::optional<double> median, mean, cv;  // of run medians, of all samples; base unit
  // What was compared: the middle of the runs' summaries (their geometric mean where the ratio is
  // one of geometric means); nothing where that is the median.
  std::optional<double> level = std::nullopt;

  /// What to print beside the change.
  [[nodiscard]] std::optional<double> shown() const { return level ? level : median; }
};

struct RatioInterval {
  std::optional<double> estimate, lower, upper;  // current / baseline of the raw metric
  double confidence = 0;
  std::string method;
};

/// What paired rounds say about a row, beside the interval that decides. Ratios as in the row.
struct PairedFacts {
  std::size_t rounds = 0;
  std::string summary;         // of a round, the one that decides: "minimum" or "median"
  RatioInterval ranks, signs;  // both intervals; the more careful one decides when the shape is odd
  RatioInterval other;         // signed ranks of the other summary; never decides
  bool skewed = false, two_modes = false;
};

/// What the A/A runs of the machine say about a row.
struct CalibratedFacts {
  double run_sd_pct = 0;  // run to run
  double lag1 = 0;        // correlation of neighbouring runs
  std::size_t runs = 0;
};

/// A second witness of a row: one figure of both sides. Advisory. A value that could not be had is
/// absent, with the reason, never 0.
struct Witness {
  std::string name;  // "instructions", "allocations", "allocated", "peak_rss", "binary_size"
  std::string unit;  // "1", "B"
  std::optional<double> base, candidate;
  std::string missing;  // why a side is absent; "" = both are there
};

struct RowWitnesses {
  std::string id;
  std::vector<Witness> witnesses;
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
  double limit_pct = 0;  // the row's own limit
  std::optional<PairedFacts> paired;
  std::optional<CalibratedFacts> calibrated;
  std::vector<Witness> witnesses;  // empty = none was asked for
  bool within_limit = false;       // worse_upper_pct < limit_pct
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

/// One measurement that the verdict rests on, in order.
struct Attempt {
  std::string path;      // of the current results
  std::size_t rows = 0;  // that it decided
  std::string outcome;   // in words
};

struct GateReport {
  std::string schema = "perfgate/compare/1";  // or "perfgate/gate/1"
  std::string created;
  SuiteVerdict verdict = SuiteVerdict::kPass;
  ExitCode exit_code = ExitCode::kPass;
  std::string headline;                    // the verdict in words
  std::vector<std::string> reasons;        // what failed and why, worst first
  std::vector<std::string> stale_waivers;  // expired for too long: each fails the gate
  Evidence evidence = Evidence::kPoint;
  Policy policy;
  std::size_t family = 0;  // rows in the Holm family
  std::size_t bootstrap_resamples = 0;
  std::string calibration;        // one sentence; "" = none was used
  std::vector<Attempt> attempts;  // more than one after a second stage; else empty
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

/// What a comparison knows beyond the two result sets.
struct CompareMode {
  bool paired = false;                       // the runs of both sides are rounds, matched in order
  const Calibration* calibration = nullptr;  // A/A runs of this machine
};

/// Compares row by row and decides. Pure: same input, same report (created = `now`).
/// Never an Error for bad news: machine mismatch and identical data are verdict kIncomparable with
/// exit code 4, paired sides with different numbers of runs are verdict kError.
[[nodiscard]] GateReport compare_result_sets(const ResultSet& baseline, const ResultSet& current,
                                             const Config& config, const std::string& now,
                                             const CompareMode& mode = {});

/// "<id>\n<metric>" of the rows that a second stage measures again: those that would fail the gate
/// by their statistics and those that are undecided. Failed and missing rows are not noise.
[[nodiscard]] std::vector<std::string> second_stage_rows(const GateReport& report);

/// `first` with the rows that `second` measured again taken from it, decided again as a whole.
/// Both attempts are listed, and a row says what the first had found.
[[nodiscard]] GateReport with_second_stage(const GateReport& first, const GateReport& second);

/// Adds witnesses to the rows of these ids, each as a warning in words too. A row that became
/// slower while its instructions stayed the same is labelled: its layout in memory is suspect, not
/// its work. No verdict changes.
void add_witnesses(GateReport& report, const std::vector<RowWitnesses>& witnesses);

/// Adds SLO results (from `current` and the comparison rows) and decides again; schema becomes
/// "perfgate/gate/1".
void add_slos(GateReport& report, const ResultSet& current, const Config& config);

}  // namespace perfgate
