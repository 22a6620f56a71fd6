// SPDX-License-Identifier: Apache-2.0
// What a person sees while suites run: one status line that is rewritten at each process, or one
// plain line per round.
#pragma once

#include <perfgate/runner.h>

#include <chrono>
#include <cstddef>
#include <string>

namespace perfgate::runner_detail {

class Progress {
 public:
  Progress(const RunOptions& options, std::size_t rounds, std::size_t processes_per_round);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void process_starts(std::size_t round, std::size_t position, const std::string& suite,
                      std::size_t failed_rows);
  void round_ends(std::size_t round, std::size_t failed_rows);

 private:
  [[nodiscard]] std::string elapsed() const;
  void clear() const;

  const RunOptions& options_;
  std::size_t rounds_, per_round_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace perfgate::runner_detail
