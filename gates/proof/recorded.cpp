// SPDX-License-Identifier: Apache-2.0
// Comparisons of recorded runs, counted against the truth: alarms on rows whose work is unchanged,
// and slowdowns and speed-ups that were found. Rows whose truth is not known count nowhere.
#include "recorded.h"

#include "rivals.h"

#include <perfgate/calibration.h>
#include <perfgate/gate_report.h>
#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace perfgate::proof {
namespace {

constexpr const char* kRecordedNow = "2026-01-01T00:00:00Z";
constexpr std::array<int, 6> kEffects{-10, 3, 5, 8, 12, 20};
constexpr std::size_t kBaseRuns = 5;

// What a decider says of one row. An alarm is what turns a build red.
struct Judged {
  std::string id;
  Call call = Call::kNothing;
  bool alarm = false;
};

using Decider = std::function<std::vector<Judged>(const ResultSet&, const ResultSet&)>;

struct Tries {
  std::size_t hits = 0, trials = 0;

  void add(bool hit) {
    hits += hit ? 1 : 0;
    ++trials;
  }
};

struct RecordedTally {
  Tries suites, rows;  // with an alarm, called, although unchanged
  std::map<int, Tries> found;
};

using RecordedTallies =
    std::map<std::pair<std::string, std::string>, RecordedTally>;  // by decider, condition

Decider gate(bool paired, const Calibration* calibration) {
  return [=](const ResultSet& base, const ResultSet& candidate) {
    const GateReport report =
        compare_result_sets(base, candidate, Config{}, kRecordedNow, {paired, calibration});
    std::vector<Judged> judged;
    for (const ReportRow& row : report.rows) {
      const bool slower = row.verdict == RowVerdict::kRegressed;
      const Call call = slower                                 ? Call::kSlower
                        : row.verdict == RowVerdict::kImproved ? Call::kFaster
                                                               : Call::kNothing;
      judged.push_back({row.id, call, slower && row.reached >= report.policy.blocking});
    }
    return judged;
  };
}

Decider rival(Rival rule) {
  return [=](const ResultSet& base, const ResultSet& candidate) {
    const std::vector<Call> calls = rule(base, candidate);
    std::vector<Judged> judged;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      judged.push_back({base.rows[i].id, calls[i], calls[i] == Call::kSlower});
    }
    return judged;
  };
}

std::optional<int> effect_of(double ratio) {
  const double percent = (ratio - 1) * 100;
  const auto near = std::find_if(kEffects.begin(), kEffects.end(),
                                 [&](int effect) { return std::abs(percent - effect) <= 0.6; });
  return near == kEffects.end() ? std::nullopt : std::optional(*near);
}

void count(const std::vector<Judged>& judged, const std::map<std::string, double>& truth,
           RecordedTally& tally) {
  bool red = false;
  for (const Judged& row : judged) {
    const auto known = truth.find(row.id);
    if (known == truth.end()) {
      continue;
    }
    if (known->second == 1) {
      tally.rows.add(row.call != Call::kNothing);
      red = red || row.alarm;
    } else if (const auto effect = effect_of(known->second)) {
      tally.found[*effect].add(row.call == (*effect > 0 ? Call::kSlower : Call::kFaster));
    }
  }
  tally.suites.add(red);
}

std::vector<const RecordedRun*> runs_of(const std::vector<RecordedRun>& runs) {
  std::vector<const RecordedRun*> pointers;
  pointers.reserve(runs.size());
  for (const RecordedRun& run : runs) {
    pointers.push_back(&run);
  }
  return pointers;
}

bool unchanged(const RecordedRun& run) {
  return std::all_of(run.ratio.begin(), run.ratio.end(),
                     [](const auto& entry) { return entry.second == 1; });
}

// Every side of unchanged code against every other side of its set.
void count_paired(const RecordedRounds& rounds, const Decider& decider, RecordedTally& tally) {
  for (const auto& [base, before] : rounds.sides) {
    for (const auto& [candidate, after] : rounds.sides) {
      if (base == candidate || !unchanged(before.front())) {
        continue;
      }
      count(decider(joined(runs_of(before)), joined(runs_of(after))), after.front().ratio, tally);
    }
  }
}

// The runs of unchanged code that a paired set holds, in the order of time.
std::optional<Calibration> calibration_of(const Recording& recording) {
  std::vector<const RecordedRun*> quiet;
  for (const RecordedRounds& rounds : recording.paired) {
    for (const auto& [name, runs] : rounds.sides) {
      for (const RecordedRun& run : runs) {
        if (unchanged(run)) {
          quiet.push_back(&run);
        }
      }
    }
  }
  std::stable_sort(quiet.begin(), quiet.end(),
                   [](const RecordedRun* a, const RecordedRun* b) { return a->start < b->start; });
  if (quiet.size() < kLeastCalibrationRuns) {
    return std::nullopt;
  }
  const Result<Calibration> calibration = calibrate(joined(quiet), Config{}, kRecordedNow);
  return calibration ? std::optional(*calibration) : std::nullopt;
}

bool quiet_base(const RecordedRun& run) {
  return run.kind == "aa" && run.condition == "idle";
}

// One base run of unchanged code against every other run.
void count_single(const Recording& recording, std::size_t step,
                  const std::vector<std::pair<std::string, Decider>>& deciders,
                  RecordedTallies& tallies) {
  std::size_t at = 0;
  for (const RecordedRun& base : recording.runs) {
    for (const RecordedRun& candidate : recording.runs) {
      if (!quiet_base(base) || &base == &candidate || at++ % step != 0) {
        continue;
      }
      const std::string condition =
          candidate.kind == "layout" ? "other link order" : candidate.condition;
      for (const auto& [name, decider] : deciders) {
        count(decider(joined({&base}), joined({&candidate})), candidate.ratio,
              tallies[{name, condition}]);
      }
    }
  }
}

// Five base runs of unchanged code, the first ones and the last ones, against every other run.
void count_multi(const Recording& recording,
                 const std::vector<std::pair<std::string, Decider>>& deciders,
                 RecordedTallies& tallies) {
  for (const RecordedRun& candidate : recording.runs) {
    std::vector<const RecordedRun*> quiet;
    for (const RecordedRun& run : recording.runs) {
      if (quiet_base(run) && &run != &candidate) {
        quiet.push_back(&run);
      }
    }
    if (quiet.size() < kBaseRuns) {
      continue;
    }
    const std::string condition =
        candidate.kind == "layout" ? "other link order" : candidate.condition;
    for (const bool last : {false, true}) {
      const auto from =
          quiet.begin() + (last ? static_cast<std::ptrdiff_t>(quiet.size() - kBaseRuns) : 0);
      const std::vector<const RecordedRun*> base(from, from + kBaseRuns);
      for (const auto& [name, decider] : deciders) {
        count(decider(joined(base), joined({&candidate})), candidate.ratio,
              tallies[{name, condition}]);
      }
    }
  }
}

Finding finding(const std::pair<std::string, std::string>& key, const std::string& design,
                const Tries& count) {
  return {"recorded runs", key.first, key.second, design, count.hits,
          count.trials,    "",        true,       false};
}

double share_of(const Tries& count) {
  return static_cast<double>(count.hits) / static_cast<double>(count.trials);
}

void promise(Finding& finding, const Tries& count, const std::string& wanted, bool met) {
  finding.promised = count.trials > 0;
  finding.wanted = wanted;
  finding.met = met;
}

void add_findings(const std::pair<std::string, std::string>& key, const RecordedTally& tally,
                  std::vector<Finding>& findings) {
  const bool promised = key.first == "perfgate, paired" && key.second == "all";
  Finding red = finding(key, "red suites", tally.suites);
  if (promised) {
    promise(red, tally.suites, "none", tally.suites.hits == 0);
  }
  findings.push_back(red);
  findings.push_back(finding(key, "unchanged rows called", tally.rows));
  for (const auto& [effect, count] : tally.found) {
    Finding power = finding(key, fmt::format("{:+} % found", effect), count);
    if (promised && effect >= 12) {
      const double least = effect == 12 ? 0.75 : 0.85;
      promise(power, count, fmt::format("at least {:.0f} %", 100 * least),
              share_of(count) >= least);
    }
    findings.push_back(power);
  }
}

void add(const Tries& from, Tries& to) {
  to.hits += from.hits;
  to.trials += from.trials;
}

}  // namespace

std::vector<Finding> prove_recorded(const Recording& recording, std::size_t step) {
  RecordedTallies tallies;
  const std::vector<std::pair<std::string, Decider>> rivals{
      {"Criterion's rule", rival(criterion_rule)},
      {"Welch p < 0.05", rival(welch_rule)},
      {"Mann-Whitney, Holm, median > 5 %", rival(mann_whitney_rule)}};
  const std::optional<Calibration> calibration = calibration_of(recording);
  std::vector<std::pair<std::string, Decider>> single = rivals;
  single.emplace_back("perfgate, single_run", gate(false, nullptr));
  std::vector<std::pair<std::string, Decider>> multi{
      {"perfgate, multi_run, 5 and 1", gate(false, nullptr)}};
  if (calibration) {
    single.emplace_back("perfgate, single_run, calibrated", gate(false, &*calibration));
    multi.emplace_back("perfgate, multi_run, 5 and 1, calibrated", gate(false, &*calibration));
  }
  count_single(recording, step, single, tallies);
  count_multi(recording, multi, tallies);
  for (const RecordedRounds& rounds : recording.paired) {
    const std::string condition = "rounds, " + rounds.condition;
    count_paired(rounds, gate(true, nullptr), tallies[{"perfgate, paired", condition}]);
    for (const auto& [name, decider] : rivals) {
      count_paired(rounds, decider, tallies[{name, condition}]);
    }
  }
  std::map<std::string, RecordedTally> all;
  for (const auto& [key, tally] : tallies) {
    RecordedTally& sum = all[key.first];
    add(tally.suites, sum.suites);
    add(tally.rows, sum.rows);
    for (const auto& [effect, count] : tally.found) {
      add(count, sum.found[effect]);
    }
  }
  std::vector<Finding> findings;
  for (const auto& [name, tally] : all) {
    add_findings({name, "all"}, tally, findings);
    for (const auto& [key, part] : tallies) {
      if (key.first == name) {
        add_findings(key, part, findings);
      }
    }
  }
  return findings;
}

}  // namespace perfgate::proof
