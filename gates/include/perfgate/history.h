// SPDX-License-Identifier: Apache-2.0
// The history of results: runs x rows in one SQLite file, what a row did over time, and where its
// level changed. Nothing is printed here, and no verdict depends on it.
#pragma once

#include <perfgate/changepoint.h>
#include <perfgate/gate_report.h>
#include <perfgate/json.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace perfgate {

/// ln(current / base) of paired rounds with its interval.
struct LogRatio {
  double estimate = 0;
  std::optional<double> lower, upper;  // nothing = open
};

/// One row of one run, in the base unit.
struct HistoryValue {
  std::size_t runs = 0, samples = 0;
  double median = 0;  // of the medians of the runs
  std::optional<double> minimum;
  std::optional<double> sd;          // of all samples
  std::optional<double> between_sd;  // of the medians of the runs; nothing below two runs
  std::optional<LogRatio> ratio;     // against the run's base_commit
};

struct HistoryRow {
  std::string id, metric, unit;
  Direction direction = Direction::kLowerIsBetter;
  HistoryValue value;
};

/// One set of results: what `history add` stores as a run.
struct HistoryRun {
  std::string created;  // RFC 3339 UTC
  std::string commit, ref, base_commit, machine_key;
  std::string kind, path;  // of the source
  std::string verdict;     // of a report; "" = there was none
};

struct HistoryEntry {
  HistoryRun run;
  std::vector<HistoryRow> rows;  // sorted by (id, metric)
};

/// Rows that failed, that have no sample or that were published without any are left out.
[[nodiscard]] HistoryEntry history_entry(const ResultSet& results);
/// The current side. Paired reports bring ratios, all reports a verdict; reports hold no minimum
/// and no spread between runs. Error (kInput): a report without a current side (verdict error).
[[nodiscard]] Result<HistoryEntry> history_entry(const GateReport& report);
/// Verdict, base commit and ratios of `report` for the same results.
void add_report(HistoryEntry& entry, const GateReport& report);

/// Seconds since 1970 of an RFC 3339 time with an offset; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> rfc3339_seconds(const std::string& time);

enum class Added : std::uint8_t {
  kNew,
  kCompleted,  // known results; a verdict, ratios or spreads that were unknown are filled in
  kKnown       // nothing changed
};

/// What `history list` shows of a run.
struct StoredRun {
  std::int64_t number = 0;
  HistoryRun run;
  std::size_t rows = 0;
};

struct TrendPoint {
  std::int64_t run = 0;  // StoredRun::number
  HistoryRun about;
  HistoryValue value;
};

/// One row on one machine, oldest first.
struct Trend {
  std::string id, metric, unit, machine_key;
  Direction direction = Direction::kLowerIsBetter;
  std::vector<TrendPoint> points;
};

struct TrendQuery {
  std::string row;      // exact id, else ECMAScript regex; "" = all rows
  std::string metric;   // "" = all
  std::string machine;  // key; "" = all, each a trend of its own
  std::string ref;      // "" = all
  std::size_t last = 100;
};

/// Rows of a report, on its machine, up to its time.
struct RowsQuery {
  struct Row {
    std::string id, metric, unit;
    Direction direction = Direction::kLowerIsBetter;
  };

  std::vector<Row> rows;
  std::string machine;  // key; "" = the unknown machine
  std::string until;    // RFC 3339, no later points; no such time = all
  std::size_t last = 200;
};

enum class HistoryAccess : std::uint8_t { kRead, kWrite };

/// The store. Errors (kInput), one sentence with the path: missing (kRead), no SQLite file, another
/// program's, a newer version, truncated or damaged (checked whole before every write; a damaged
/// file is never written), locked by another process for longer than `patience_ms`, disk full.
/// Not for use by several threads at once; several processes may read and add.
class History {
 public:
  /// kWrite makes a missing file, and brings an older version up to date.
  [[nodiscard]] static Result<History> open(const std::string& path, HistoryAccess access,
                                            int patience_ms = 5000);
  History(History&&) noexcept;
  History& operator=(History&&) noexcept;
  History(const History&) = delete;
  History& operator=(const History&) = delete;
  ~History();

  /// All of it or nothing. The same results, or a part of them, are known by their content,
  /// whichever way they come.
  [[nodiscard]] Result<Added> add(const HistoryEntry& entry, const std::string& now);
  /// Newest first, by time.
  [[nodiscard]] Result<std::vector<StoredRun>> runs(std::size_t last);
  /// Sorted by (id, metric, unit, machine). Error (kInput) when nothing matches, kUsage for a
  /// pattern that is no regular expression.
  [[nodiscard]] Result<std::vector<Trend>> trends(const TrendQuery& query);
  /// In the order of the rows; those without a point are left out.
  [[nodiscard]] Result<std::vector<Trend>> trends_of(const RowsQuery& query);

 private:
  class Store;
  explicit History(std::unique_ptr<Store> store);
  std::unique_ptr<Store> store_;
};

/// Where the level of a row changed on one machine.
struct TrendChange {
  stats::ChangePoint point;
  std::size_t index = 0;  // in Trend::points: first point after the change
  bool worse = false;
};

struct TrendChanges {
  bool paired = false;  // chained paired ratios were searched instead of medians
  stats::RowChanges statistics;
  std::vector<TrendChange> changes;
  std::string note;  // why the trend was not searched; ""
};

/// Level of every point from its paired ratios: a point stands where the run that measured its base
/// commit stands, plus its ratio. Empty unless every point has a ratio and the chain has no gap.
[[nodiscard]] std::vector<double> chained_levels(const Trend& trend);

/// One per trend, in order. Paired ratios are searched where they chain, else ln(median).
[[nodiscard]] std::vector<TrendChanges> search_trends(const std::vector<Trend>& trends,
                                                      const stats::ChangeRules& rules);

/// Eight levels of blocks, lowest value lowest; at most `width` columns, each the mean of its
/// values. "" for no finite value.
[[nodiscard]] std::string sparkline(const std::vector<double>& values, std::size_t width);

}  // namespace perfgate
