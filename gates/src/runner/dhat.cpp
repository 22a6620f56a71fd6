// SPDX-License-Identifier: Apache-2.0
// dhat as a child process; its totals are one line of its log. Where the blocks come from is not
// looked at: that file is thrown away.
#include "runner/dhat.h"

#include <perfgate/files.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace perfgate::runner_detail {
namespace {

constexpr std::size_t kMaxDhatLogBytes = std::size_t{1} << 20;

/// The number that `text` begins with, commas between its digits; `text` then begins behind it.
std::optional<double> grouped_number(std::string_view& text) {
  const std::size_t end = text.find_first_not_of("0123456789,");
  std::string digits;
  for (const char c : text.substr(0, end)) {
    if (c != ',') {
      digits += c;
    }
  }
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc() || end == std::string_view::npos) {
    return std::nullopt;
  }
  text.remove_prefix(end);
  return static_cast<double>(value);
}

}  // namespace

ToolCounts dhat_total(std::string_view log) {
  constexpr std::string_view kTotal = "== Total:";
  constexpr std::string_view kBetween = " bytes in ";
  const std::size_t at = log.rfind(kTotal);
  std::string_view line = at == std::string_view::npos ? "" : log.substr(at + kTotal.size());
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::optional<double> bytes = grouped_number(line);
  if (!bytes || !line.starts_with(kBetween)) {
    return {{}, "dhat wrote no total"};
  }
  line.remove_prefix(kBetween.size());
  const std::optional<double> blocks = grouped_number(line);
  if (!blocks || !line.starts_with(" blocks")) {
    return {{}, "dhat wrote no total"};
  }
  if (*blocks == 0) {
    return {{}, "dhat saw no allocation: the program is linked statically, or makes none"};
  }
  return {{*blocks, *bytes}, ""};
}

Result<ToolCounts> count_allocations(const std::vector<std::string>& argv,
                                     const std::string& directory, const std::string& scratch,
                                     double timeout_s) {
  const std::string log = scratch + "/dhat.total";
  Result<std::string> failure = run_valgrind(
      "dhat", {"--dhat-out-file=/dev/null", "--log-file=" + log, "--child-silent-after-fork=yes"},
      argv, directory, scratch, timeout_s);
  if (!failure) {
    return tl::unexpected(failure.error());
  }
  if (!failure->empty()) {
    return ToolCounts{{}, std::move(*failure)};
  }
  const Result<std::string> text = read_file(log, kMaxDhatLogBytes);
  return text ? dhat_total(*text) : ToolCounts{{}, "dhat wrote no log"};
}

}  // namespace perfgate::runner_detail
