// SPDX-License-Identifier: Apache-2.0
// Listings come from foreign programs, so size and content are bounded here. Filters are matched by
// Boost.Regex, as ingest does: it gives up where std::regex would recurse or backtrack for ever.
// Whether the rows are delivered later is decided in outcome.cpp.
#include "runner/listing.h"

#include <boost/regex.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <unordered_set>
#include <utility>

namespace perfgate::runner_detail {
namespace {

constexpr std::size_t kMaxIdBytes = 512;
constexpr std::size_t kMaxFilterBytes = 1000;
constexpr std::size_t kMaxIds = 10'000;

[[nodiscard]] bool is_measuring_suffix(std::string_view part) {
  constexpr std::array<std::string_view, 3> kWhole = {"manual_time", "real_time", "process_time"};
  constexpr std::array<std::string_view, 4> kWithNumber = {
      "iterations:", "repeats:", "min_time:", "min_warmup_time:"};
  if (std::find(kWhole.begin(), kWhole.end(), part) != kWhole.end()) {
    return true;
  }
  return std::any_of(kWithNumber.begin(), kWithNumber.end(), [part](std::string_view prefix) {
    return part.starts_with(prefix) && part.size() > prefix.size() &&
           part.find_first_not_of("0123456789.", prefix.size()) == std::string_view::npos;
  });
}

[[nodiscard]] std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) {
    return {};
  }
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

[[nodiscard]] bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

}  // namespace

std::string_view without_measuring_suffixes(std::string_view name) {
  while (true) {
    const std::size_t slash = name.rfind('/');
    if (slash == std::string_view::npos || slash == 0 ||
        !is_measuring_suffix(name.substr(slash + 1))) {
      return name;
    }
    name = name.substr(0, slash);
  }
}

Result<std::vector<std::string>> parse_listing(std::string_view text, bool strip_suffixes) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  for (std::size_t line_number = 1; !text.empty(); ++line_number) {
    const std::size_t newline = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, newline));
    const std::string_view id = strip_suffixes ? without_measuring_suffixes(line) : line;
    text.remove_prefix(std::min(newline + 1, text.size()));
    if (id.empty()) {
      continue;
    }
    if (has_control_character(id)) {
      return input_error(
          fmt::format("line {} of the listing holds control characters", line_number));
    }
    if (id.size() > kMaxIdBytes) {
      return input_error(fmt::format("line {} of the listing is {} bytes long, at most {} are read",
                                     line_number, id.size(), kMaxIdBytes));
    }
    if (!seen.insert(std::string(id)).second) {
      continue;
    }
    if (ids.size() == kMaxIds) {
      return input_error(fmt::format("the listing names more than {} rows", kMaxIds));
    }
    ids.emplace_back(id);
  }
  return ids;
}

Result<std::vector<std::string>> filter_ids(std::vector<std::string> ids,
                                            const std::string& filter) {
  if (filter.empty()) {
    return ids;
  }
  if (filter.size() > kMaxFilterBytes) {
    return usage_error(fmt::format("--filter is {} bytes long, at most {} are accepted",
                                   filter.size(), kMaxFilterBytes));
  }
  boost::regex regex;
  try {
    regex.assign(filter, boost::regex::ECMAScript);
  } catch (const std::exception&) {
    return usage_error(fmt::format("--filter '{}' is not a valid regular expression", filter));
  }
  try {
    std::erase_if(ids, [&regex](const std::string& id) { return !boost::regex_search(id, regex); });
  } catch (const std::exception&) {
    return usage_error(
        fmt::format("--filter '{}' takes too long to match; use a simpler one", filter));
  }
  return ids;
}

}  // namespace perfgate::runner_detail
