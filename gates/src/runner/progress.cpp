// SPDX-License-Identifier: Apache-2.0
// Writes only between processes: a clock that ticks during a measurement would wake a CPU that is
// being measured.
#include "runner/progress.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <cstdio>

namespace perfgate::runner_detail {

Progress::Progress(const RunOptions& options, std::size_t rounds, std::size_t processes_per_round)
    : options_(options),
      rounds_(rounds),
      per_round_(processes_per_round),
      start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  clear();
}

void Progress::clear() const {
  if (options_.progress) {
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
  }
}

std::string Progress::elapsed() const {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start_)
          .count();
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void Progress::process_starts(std::size_t round, std::size_t position, const std::string& suite,
                              std::size_t failed_rows) {
  if (!options_.progress) {
    return;
  }
  constexpr std::size_t kMaxName = 30;  // the line has to fit 80 columns to be rewritable
  const std::string line = fmt::format(
      "round {}/{}  suite {}/{} {}  {}  failed rows {}", round + 1, rounds_, position + 1,
      per_round_, terminal_safe(suite.substr(0, kMaxName)), elapsed(), failed_rows);
  std::fputs(("\r\x1b[K" + line).c_str(), stderr);
  std::fflush(stderr);
}

void Progress::round_ends(std::size_t round, std::size_t failed_rows) {
  if (options_.notify) {
    clear();
    options_.notify(fmt::format("round {}/{} done after {}, failed rows {}", round + 1, rounds_,
                                elapsed(), failed_rows));
  }
}

}  // namespace perfgate::runner_detail
