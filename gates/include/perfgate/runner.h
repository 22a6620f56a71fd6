// SPDX-License-Identifier: Apache-2.0
// Runs benchmark suites as fresh processes over rounds in random order and writes a run folder:
//   <out>/run.json                 machine, commit, seed, order, every process with its times,
//   load, exit; failed rows <out>/<round>/<suite>/...      what the programs wrote (Criterion tree
//   or Google Benchmark JSON), <suite>.log their output
#pragma once

#include <perfgate/config.h>
#include <perfgate/result.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace perfgate {

struct RunOptions {
  std::vector<std::string> features;  // empty = {"cpu"}
  std::string profile = "full";
  std::string filter;  // regex over row ids
  int rounds = 0;      // 0 = config
  std::string out;     // "" = <runs_dir>/<time>-<short commit>
  std::uint64_t seed = 42;
  bool progress = false;                                // one status line on stderr
  std::function<void(const std::string& line)> notify;  // plain text: one line per round; may be
                                                        // empty
};

struct RunSummary {
  std::string path;
  std::size_t rows = 0, failed_rows = 0, processes = 0, failed_processes = 0;
  std::vector<std::string> failures;  // "<row> in <round>: <reason>", all of them
  std::vector<std::string> warnings;  // as in run.json
};

/// A benchmark that crashes, hangs (timeout: whole process group killed), prints without end (log
/// capped, output drained) or does not deliver a row is a failed row in run.json; the others go on.
/// Errors: no suite for the features, program missing or not executable, out folder not empty or
/// not writable, SIGINT (kInterrupted; children stopped, run.json marked incomplete).
[[nodiscard]] Result<RunSummary> run_suites(const Config& config, const RunOptions& options);

struct PairedOptions {
  std::string base, candidate;  // folders in which the commands of the suites are run
  // More builds of the same two commits: block k of two rounds runs build k modulo their number on
  // both sides. Equally many; they list the rows that the first ones list.
  std::vector<std::string> base_variants, candidate_variants;
  std::vector<std::string> features;  // empty = {"cpu"}
  std::string profile = "full";
  std::string filter;  // regex over row ids
  int rounds = 0;      // 0 = config.paired_rounds
  std::string out;     // "" = <runs_dir>/<time>-paired
  std::uint64_t seed = 42;
  bool resume = false;  // continue the interrupted run in `out`
  bool progress = false;
  std::function<void(const std::string& line)> notify;
};

struct PairedSummary {
  std::string path;             // holds paired.json
  std::string base, candidate;  // run folders below it, equally many rounds
  std::size_t rounds = 0, failed_rows = 0, void_rounds = 0;
  bool same_programs = false;  // both sides run the same bytes: an A/A run
  std::vector<std::string> failures, warnings;
};

/// Both builds in rounds: every suite runs once for each side, back to back, as fresh processes on
/// the same cores; which side is first follows random ABBA blocks; a padding of the environment
/// changes from round to round; suites with `plan` take the iteration counts of one planning run of
/// the base on both sides. A pair during which the hypervisor took CPU time away or the CPU or the
/// control group was throttled is void and repeated once.
///   <out>/paired.json          schedule, seeds, cores, void pairs; replaced after every round
///   <out>/base, <out>/candidate  run folders
///   <out>/plan/<suite>         what the planning run wrote
/// Errors: as run_suites; with `resume` also: no paired.json, other settings than those stored.
[[nodiscard]] Result<PairedSummary> run_paired(const Config& config, const PairedOptions& options);

struct ProcessResult {
  int exit_code = -1;  // -1 when ended by a signal
  int signal = 0;
  bool timed_out = false;
  double seconds = 0;       // wall
  long max_rss_bytes = 0;   // of this child alone (wait4), but never below perfgate's own peak: the
                            // kernel counts the memory that a child shares until it executes
  std::string output_tail;  // last 4 KiB of stdout + stderr
};

/// Runs argv with `environment` ("NAME=VALUE" each) added to ours, in its own process group,
/// draining stdout and stderr into `log_path` (at most 4 MiB kept; the rest is read and dropped).
/// `capture` (may be null) receives at most 16 MiB of stdout instead of the log.
[[nodiscard]] Result<ProcessResult> run_process(const std::vector<std::string>& argv,
                                                const std::string& working_directory,
                                                double timeout_s, const std::string& log_path,
                                                std::string* capture,
                                                const std::vector<std::string>& environment = {});

}  // namespace perfgate
