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

struct ProcessResult {
  int exit_code = -1;  // -1 when ended by a signal
  int signal = 0;
  bool timed_out = false;
  double seconds = 0;       // wall
  long max_rss_bytes = 0;   // of this child alone (wait4), but never below perfgate's own peak: the
                            // kernel counts the memory that a child shares until it executes
  std::string output_tail;  // last 4 KiB of stdout + stderr
};

/// Runs argv in its own process group, draining stdout and stderr into `log_path` (at most 4 MiB
/// kept; the rest is read and dropped). `capture` (may be null) receives at most 16 MiB of stdout
/// instead of the log.
[[nodiscard]] Result<ProcessResult> run_process(const std::vector<std::string>& argv,
                                                const std::string& working_directory,
                                                double timeout_s, const std::string& log_path,
                                                std::string* capture);

}  // namespace perfgate
