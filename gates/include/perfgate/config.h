// SPDX-License-Identifier: Apache-2.0
// perfgate.toml: what to run, and the policy. Every key is known here; an unknown key is an error
// with file:line.
#pragma once

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfgate {

enum class RegressionClass : std::uint8_t {
  kNone,
  kAcceptable,
  kMinor,
  kMajor,
  kCritical
};  // ordered by severity
[[nodiscard]] const char* class_name(
    RegressionClass c);  // "none", "acceptable", "minor", "major", "critical"

/// Limits in percent of `worse_pct` (positive = worse).
struct Policy {
  double alpha = 0.05;       // for the whole suite
  double noise_band = 0.02;  // fraction; equivalence margin
  double power = 0.8;        // of the MDE
  double minor_pct = 5, major_pct = 10, critical_pct = 15;
  double investigate_pct = 10, escalate_pct = 20;
  RegressionClass blocking = RegressionClass::kMinor;
  double floor_ns = 0;             // absolute floor of a block; 0 = 5 x clock resolution
  std::string undecided = "fail";  // "fail" (exit 5) or "warn"
  std::string missing = "fail";    // rows of the baseline that current lacks: "fail" or "warn"
  std::uint64_t seed = 42;
  // Which summary of the samples of a run (a round, if paired) decides: "minimum" (noise of a
  // shared machine only adds time; rows without a clock have none: median) or "median". Fixed here,
  // never chosen after looking.
  std::string run_summary = "minimum";
  // Share of alpha that only the rows of critical SLOs may spend; 0 = one family.
  double reserved_share = 0;
  // Failing and undecided rows are measured once more and decided on the new data alone.
  bool second_stage = true;
  // Days that an expired waiver may stay in the configuration with a warning; then it fails the
  // gate.
  int waiver_grace_days = 14;
  std::map<std::string, double> tolerance_pct = {
      {"cpu", 5}, {"gpu", 10}, {"memory", 2}};  // per feature: the row's limit
};

/// A service-level objective. Exactly one source.
struct Slo {
  std::string id;      // "quantization_accuracy"
  std::string title;   // "Quantisation accuracy"
  std::string rows;    // ECMAScript regex over row ids; "" = no source yet
  std::string metric;  // metric of those rows: "time", "accuracy", "worse_pct" (of the comparison)
  std::string op;      // "<=", "<", ">=", ">"
  double limit = 0;    // in `unit`
  std::string unit;    // "s", "ms", "us", "ns", "%", "B", "1", "x"
  std::string over;    // regex: denominator rows for a ratio of medians (speed-up); "" = none
  std::string deferred;   // reason why this cannot be measured yet; "" = it can
  bool critical = false;  // its rows are tested with the reserved share of alpha
};

struct Waiver {
  std::string row, metric;  // exact
  double ceiling_pct = 0;   // worse_pct that the waiver covers at most
  std::string expires;      // YYYY-MM-DD, inclusive
  std::string owner, issue, reason;
};

struct Suite {
  std::string name;
  std::vector<std::string> features;  // "cpu", "gpu"
  std::vector<std::string> command;  // argv; {out} {filter} {seed} are replaced; relative paths are
                                     // relative to the config
  std::vector<std::string> list;  // argv that prints one row id a line; {filter} is replaced; empty
                                  // = rows are not known before
  std::map<std::string, std::vector<std::string>>
      profile;                       // "quick" / "full" -> arguments appended to command
  std::string output = "criterion";  // what {out} holds afterwards: "criterion" (folder) or
                                     // "google_benchmark" (file)
  // Arguments of a paired run that make the program take its iteration counts from an earlier
  // result of its own, {plan}; empty = every process chooses its own counts.
  std::vector<std::string> plan;
  int cores = 0;  // a paired run pins the processes to this many cores; 0 = all that are allowed
  double timeout_s = 300;
};

/// How a checkout becomes programs that can be measured.
struct Build {
  std::vector<std::vector<std::string>> commands;  // argv each, run in the folder of the config
  double timeout_s = 3600;                         // of each command
  // Builds of one commit that a paired run rotates through. They differ where a command uses {seed}
  // (0 ... variants - 1), e.g. as the order of linking.
  int variants = 1;
};

struct Config {
  std::string path;       // "" = built-in defaults
  std::string directory;  // of the file; relative paths start here
  Policy policy;
  std::vector<Slo> slos;
  std::vector<Waiver> waivers;
  std::vector<Suite> suites;
  std::string runs_dir = "runs", baselines_dir = "baselines", reports_dir = "reports/latest";
  std::string history;     // file of the history; "" = none, gate adds nothing by itself
  int baselines_kept = 5;  // previous baselines of a name that promote and rotate keep
  int rounds = 5;
  // A round of `perfgate run` starts at least so long after the one before. Measured on a shared
  // two-core VM with rounds of 0.15 s: neighbouring rounds correlate with 0.2 to 0.5, rounds one
  // second apart with 0.0 to 0.2; another such machine's states outlasted two seconds
  // (docs/proof/README.md).
  double round_spacing_s = 5;
  int paired_rounds = 20;
  double steal_pct =
      1;  // CPU time that a hypervisor may take away during a process of a paired run
  Build build;
};

/// The nine SLOs of the project's history with no source (deferred), for configurations that name
/// none.
[[nodiscard]] std::vector<Slo> default_slos();

/// Parses TOML text. Errors (kUsage) as "path:line:column: ...": syntax, unknown key (with the
/// nearest known one), wrong type, NaN, infinite, negative or otherwise impossible value, unknown
/// class or unit, bad regex, duplicate suite/SLO/waiver.
[[nodiscard]] Result<Config> parse_config(const std::string& text, const std::string& path);

/// `path` if not empty, else perfgate.toml in this folder or the nearest parent, else the defaults.
[[nodiscard]] Result<Config> load_config(const std::string& path);

}  // namespace perfgate
