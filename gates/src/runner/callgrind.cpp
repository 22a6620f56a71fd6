// SPDX-License-Identifier: Apache-2.0
// callgrind as a child process; its totals are one line of the file that it writes. Nothing is
// profiled: cache and branch simulation stay off.
#include "runner/callgrind.h"

#include <perfgate/files.h>

#include <charconv>
#include <cstddef>
#include <utility>

namespace perfgate::runner_detail {
namespace {

constexpr std::size_t kMaxCallgrindBytes = std::size_t{64} << 20;

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

Result<ToolCounts> count_instructions(const std::vector<std::string>& argv,
                                      const std::string& directory, const std::string& scratch,
                                      double timeout_s) {
  const std::string file = scratch + "/callgrind.out";
  Result<std::string> failure = run_valgrind("callgrind", {"--callgrind-out-file=" + file}, argv,
                                             directory, scratch, timeout_s);
  if (!failure) {
    return tl::unexpected(failure.error());
  }
  if (!failure->empty()) {
    return ToolCounts{{}, std::move(*failure)};
  }
  const Result<std::string> text = read_file(file, kMaxCallgrindBytes);
  const auto total = text ? callgrind_total(*text) : std::nullopt;
  return total ? ToolCounts{{*total}, ""} : ToolCounts{{}, "callgrind wrote no total"};
}

}  // namespace perfgate::runner_detail
