// SPDX-License-Identifier: Apache-2.0
// Result sets and reports to entries of the history. The same run must become the same entry from
// both, or it would be counted twice.
#include "history/entry_key.h"

#include <perfgate/files.h>
#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace perfgate {
namespace {

HistoryValue value_of(const Row& row) {
  std::vector<double> all;
  std::vector<double> medians;
  for (const RunSamples& run : row.runs) {
    if (!run.values.empty()) {
      all.insert(all.end(), run.values.begin(), run.values.end());
      medians.push_back(stats::median(run.values));
    }
  }
  HistoryValue value;
  value.runs = medians.size();
  value.samples = all.size();
  if (all.empty()) {
    return value;
  }
  value.median = stats::median(medians);
  value.minimum = *std::min_element(all.begin(), all.end());
  if (all.size() >= 2) {
    value.sd = std::sqrt(stats::variance(all));
  }
  if (medians.size() >= 2) {
    value.between_sd = std::sqrt(stats::variance(medians));
  }
  return value;
}

bool in_order(const HistoryRow& a, const HistoryRow& b) {
  return std::pair(std::string_view(a.id), std::string_view(a.metric)) <
         std::pair(std::string_view(b.id), std::string_view(b.metric));
}

std::optional<double> log_of(std::optional<double> ratio) {
  return ratio && *ratio > 0 && std::isfinite(*ratio) ? std::optional(std::log(*ratio))
                                                      : std::nullopt;
}

std::optional<LogRatio> ratio_of(const ReportRow& row) {
  const std::optional<double> estimate = log_of(row.ratio.estimate);
  if (!row.paired || !estimate) {
    return std::nullopt;
  }
  return LogRatio{*estimate, log_of(row.ratio.lower), log_of(row.ratio.upper)};
}

std::string part(std::string_view text) {
  return fmt::format("{}:{}\n", text.size(), text);  // the length keeps borders where they are
}

}  // namespace

HistoryEntry history_entry(const ResultSet& results) {
  HistoryEntry entry;
  entry.run.created = results.created;
  entry.run.commit = results.commit;
  entry.run.machine_key = results.machine ? results.machine->key() : std::string();
  entry.run.kind = results.kind;
  entry.run.path = results.path;
  for (const Row& row : results.rows) {
    const HistoryValue value = value_of(row);
    if (row.failure.empty() && !row.published && value.samples > 0) {
      entry.rows.push_back({row.id, row.metric, row.unit, row.direction, value});
    }
  }
  std::sort(entry.rows.begin(), entry.rows.end(), in_order);
  return entry;
}

Result<HistoryEntry> history_entry(const GateReport& report) {
  if (report.verdict == SuiteVerdict::kError) {
    return input_error("the report holds no results (" + report.headline + ")");
  }
  HistoryEntry entry;
  entry.run.created = report.current.created;
  entry.run.commit = report.current.commit;
  entry.run.machine_key = report.current.machine_key;
  entry.run.kind = report.current.kind;
  entry.run.path = report.current.path;
  for (const ReportRow& row : report.rows) {
    const SideSummary& side = row.current;
    if (row.verdict == RowVerdict::kFailed || !side.median || side.samples == 0) {
      continue;
    }
    HistoryValue value;
    value.runs = side.runs;
    value.samples = side.samples;
    value.median = *side.median;
    if (side.mean && side.cv && side.samples >= 2) {
      value.sd = std::abs(*side.mean * *side.cv);
    }
    entry.rows.push_back({row.id, row.metric, row.unit, row.direction, value});
  }
  std::sort(entry.rows.begin(), entry.rows.end(), in_order);
  add_report(entry, report);
  return entry;
}

void add_report(HistoryEntry& entry, const GateReport& report) {
  entry.run.verdict = suite_verdict_name(report.verdict);
  entry.run.base_commit = report.baseline.commit;
  for (const ReportRow& row : report.rows) {
    const auto wanted = std::pair(std::string_view(row.id), std::string_view(row.metric));
    const auto found = std::lower_bound(
        entry.rows.begin(), entry.rows.end(), wanted, [](const HistoryRow& a, const auto& key) {
          return std::pair(std::string_view(a.id), std::string_view(a.metric)) < key;
        });
    if (found != entry.rows.end() && found->id == row.id && found->metric == row.metric) {
      found->value.ratio = ratio_of(row);
    }
  }
}

namespace history_detail {

std::string entry_hash(const HistoryEntry& entry) {
  std::string text = "perfgate/history-entry/1\n" + part(entry.run.created) +
                     part(entry.run.commit) + part(entry.run.machine_key);
  for (const HistoryRow& row : entry.rows) {
    text += part(row.id) + part(row.metric) + part(row.unit) +
            fmt::format("{} {} {} {:a}\n", direction_name(row.direction), row.value.runs,
                        row.value.samples, row.value.median);
  }
  return sha256_hex(text);
}

}  // namespace history_detail

}  // namespace perfgate
