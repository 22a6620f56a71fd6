// SPDX-License-Identifier: Apache-2.0
// Reads reports and counts. A suite is red when its verdict is a failure; a slowed row is found
// when its verdict is a regression.
#include "measured.h"

#include <perfgate/files.h>
#include <perfgate/gate_report.h>
#include <perfgate/json.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <system_error>

namespace perfgate::proof {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEnoughSuites = 60;

struct Phase {
  std::string evidence, condition;
  int percent = 0;  // of extra work; 0 = unchanged code
  std::vector<GateReport> reports;
};

// "paired_idle_p05" or "paired_idle_aa".
std::optional<Phase> phase_of(const std::string& name) {
  const std::size_t first = name.find('_');
  const std::size_t last = name.rfind('_');
  if (first == std::string::npos || last == first) {
    return std::nullopt;
  }
  Phase phase{name.substr(0, first), name.substr(first + 1, last - first - 1), 0, {}};
  const std::string what = name.substr(last + 1);
  if (what == "aa") {
    return phase;
  }
  const char* const end = what.data() + what.size();
  const bool number =
      what.starts_with("p") && std::from_chars(what.data() + 1, end, phase.percent).ptr == end;
  return number && phase.percent > 0 ? std::optional(phase) : std::nullopt;
}

std::vector<std::string> sorted_entries(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> read_reports(const std::string& folder, Phase& phase) {
  for (const std::string& name : sorted_entries(folder)) {
    if (!name.ends_with(".json")) {
      continue;
    }
    const std::string path = fmt::format("{}/{}", folder, name);
    const Result<Json> json = read_json_file(path);
    if (!json) {
      return tl::unexpected(json.error());
    }
    Result<GateReport> report = report_from_json(*json, path);
    if (!report) {
      return tl::unexpected(report.error());
    }
    phase.reports.push_back(std::move(*report));
  }
  return {};
}

struct Share {
  std::size_t hits = 0, trials = 0;

  void add(bool hit) {
    hits += hit ? 1 : 0;
    ++trials;
  }

  [[nodiscard]] double share() const {
    return trials == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(trials);
  }
};

Finding finding_of(const Phase& phase, std::string design, const Share& count, std::string wanted,
                   bool met) {
  const bool promised = !wanted.empty();
  return {"measured", phase.evidence, phase.condition,   std::move(design),
          count.hits, count.trials,   std::move(wanted), met,
          promised};
}

Finding unchanged_suites(const Phase& phase) {
  Share red;
  for (const GateReport& report : phase.reports) {
    red.add(report.verdict == SuiteVerdict::kFail);
  }
  return finding_of(phase, "red suites, unchanged code", red,
                    fmt::format("none of at least {}", kEnoughSuites),
                    red.hits == 0 && red.trials >= kEnoughSuites);
}

bool slowed(const ReportRow& row) {
  return row.id.ends_with("/slow");
}

struct Power {
  Share found, near_mde;
  double mde_sum = 0;

  void add(const ReportRow& row, int percent) {
    const bool hit = row.verdict == RowVerdict::kRegressed;
    found.add(hit);
    if (row.mde_pct) {
      mde_sum += *row.mde_pct;
      if (std::abs(percent / *row.mde_pct - 1) <= 0.1) {
        near_mde.add(hit);
      }
    }
  }
};

Power power_of(const Phase& phase) {
  Power power;
  for (const GateReport& report : phase.reports) {
    for (const ReportRow& row : report.rows) {
      if (slowed(row)) {
        power.add(row, phase.percent);
      }
    }
  }
  return power;
}

Finding slowed_rows(const Phase& phase, const Power& power) {
  const bool promised =
      phase.percent == 5 && phase.evidence == "paired" && phase.condition == "idle";
  return finding_of(
      phase,
      fmt::format(
          "{} % slower, printed smallest detectable {:.1f} % on average", phase.percent,
          power.mde_sum / static_cast<double>(std::max<std::size_t>(1, power.found.trials))),
      power.found, promised ? "at least 95 %" : "", !promised || power.found.share() >= 0.95);
}

Finding at_the_printed_size(const Share& count) {
  const Phase all{"all", "all", 0, {}};
  Finding finding = finding_of(all, "rows slowed by their printed smallest detectable change",
                               count, "70 to 90 %", std::abs(count.share() - 0.8) <= 0.1);
  finding.promised = count.trials >= 30;  // fewer rows say nothing about ten points
  return finding;
}

}  // namespace

Result<std::vector<Finding>> prove_measured(const std::string& folder) {
  std::vector<Finding> findings;
  Share near_mde;
  for (const std::string& name : sorted_entries(folder)) {
    std::optional<Phase> phase = phase_of(name);
    if (!phase) {
      continue;
    }
    if (Result<void> read = read_reports(fmt::format("{}/{}", folder, name), *phase); !read) {
      return tl::unexpected(read.error());
    }
    if (phase->reports.empty()) {
      continue;
    }
    if (phase->percent == 0) {
      findings.push_back(unchanged_suites(*phase));
      continue;
    }
    const Power power = power_of(*phase);
    near_mde.hits += power.near_mde.hits;
    near_mde.trials += power.near_mde.trials;
    findings.push_back(slowed_rows(*phase, power));
  }
  if (findings.empty()) {
    return input_error(folder + ": holds no report of a comparison");
  }
  if (near_mde.trials > 0) {
    findings.push_back(at_the_printed_size(near_mde));
  }
  return findings;
}

}  // namespace perfgate::proof
