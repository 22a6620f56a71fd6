// SPDX-License-Identifier: Apache-2.0
// callgrind as a child process; its totals are one line of the file that it writes. Nothing is
// profiled: cache and branch simulation stay off.
#include "runner/callgrind.h"

#include "runner/outcome.h"
#include "runner/program.h"

#include <perfgate/files.h>
#include <perfgate/runner.h>

#include <charconv>
#include <cstddef>

namespace perfgate::runner_detail {
namespace {

constexpr std::size_t kMaxCallgrindBytes = std::size_t{64} << 20;
constexpr double kSlowdown = 100;  // of a program under callgrind, generously

std::optional<double> first_number(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  std::size_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value > 0 ? std::optional(static_cast<double>(value))
                                           : std::nullopt;
}

}  // namespace

std::optional<double> callgrind_total(std::string_view text) {
  for (const std::string_view name : {"\ntotals:", "\nsummary:"}) {
    const std::size_t at = text.find(name);
    if (at != std::string_view::npos) {
      return first_number(text.substr(at + name.size()));
    }
  }
  return std::nullopt;
}

std::string callgrind_missing() {
  return check_program("valgrind", ".") ? "" : "valgrind is not installed";
}

Result<InstructionCount> count_instructions(const std::vector<std::string>& argv,
                                            const std::string& directory,
                                            const std::string& scratch, double timeout_s) {
  const std::string file = scratch + "/callgrind.out";
  std::vector<std::string> command{"valgrind", "--tool=callgrind", "--callgrind-out-file=" + file};
  command.insert(command.end(), argv.begin(), argv.end());
  const double limit = kSlowdown * timeout_s;
  const auto result = run_process(command, directory, limit, scratch + "/callgrind.log", nullptr,
                                  {"BITNET_ISA=avx2"});
  if (!result && result.error().code == ExitCode::kInterrupted) {
    return tl::unexpected(result.error());
  }
  if (const std::string failure = process_failure(result, limit); !failure.empty()) {
    return InstructionCount{std::nullopt, "under callgrind: " + failure};
  }
  const Result<std::string> text = read_file(file, kMaxCallgrindBytes);
  const auto total = text ? callgrind_total(*text) : std::nullopt;
  return total ? InstructionCount{total, ""}
               : InstructionCount{std::nullopt, "callgrind wrote no total"};
}

}  // namespace perfgate::runner_detail
