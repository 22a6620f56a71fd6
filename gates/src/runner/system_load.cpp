// SPDX-License-Identifier: Apache-2.0
// Reads two numbers that tell whether a measurement was disturbed. It never judges a row by them:
// they become fields and warnings of run.json.
#include "runner/system_load.h"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

namespace perfgate::runner_detail {

std::optional<double> load_average() {
  double load = 0;
  if (::getloadavg(&load, 1) != 1) {
    return std::nullopt;
  }
  return load;
}

std::optional<CpuTicks> cpu_ticks(const std::string& root) {
  std::ifstream file(root + "/proc/stat");
  std::string line;
  if (!std::getline(file, line) || !line.starts_with("cpu ")) {
    return std::nullopt;
  }
  std::istringstream fields(line.substr(4));
  CpuTicks ticks;
  constexpr int kStealField = 7;  // user nice system idle iowait irq softirq steal
  for (int i = 0; i <= kStealField; ++i) {
    std::uint64_t value = 0;
    if (!(fields >> value) || value > std::numeric_limits<std::uint64_t>::max() - ticks.total) {
      return std::nullopt;
    }
    ticks.total += value;
    if (i == kStealField) {
      ticks.steal = value;
    }
  }
  return ticks;
}

double steal_percent(const CpuTicks& before, const CpuTicks& after) {
  if (after.steal <= before.steal || after.total <= before.total) {
    return 0;
  }
  return 100.0 * static_cast<double>(after.steal - before.steal) /
         static_cast<double>(after.total - before.total);
}

}  // namespace perfgate::runner_detail
