// SPDX-License-Identifier: Apache-2.0
// Row filter. Boost.Regex and not std::regex: the pattern and the ids come from outside, and
// Boost's matcher neither recurses without bound nor backtracks for ever, it throws.
#include "ingest/filter.h"

#include "baseline/json_fields.h"

#include <boost/regex.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace perfgate {
namespace {

tl::unexpected<Error> pattern_error(const std::string& pattern, const char* what) {
  auto error = data_error(fmt::format("filter {} {}", quote_name(pattern), what)).value();
  error.code = ExitCode::kUsage;
  return tl::unexpected(std::move(error));
}

}  // namespace

Result<void> filter_rows(ResultSet& results, const std::string& pattern) {
  if (pattern.empty()) {
    return {};
  }
  if (pattern.size() > kMaxFilterBytes) {
    return pattern_error(pattern, "is longer than 1000 bytes");
  }
  boost::regex regex;
  try {
    regex.assign(pattern, boost::regex::ECMAScript);
  } catch (const std::exception&) {
    return pattern_error(pattern, "is not a valid regular expression");
  }
  const std::size_t before = results.rows.size();
  try {
    const auto keep =
        std::stable_partition(results.rows.begin(), results.rows.end(),
                              [&](const Row& row) { return boost::regex_search(row.id, regex); });
    results.rows.erase(keep, results.rows.end());
  } catch (const std::exception&) {
    return pattern_error(pattern, "takes too long to match; use a simpler one");
  }
  if (results.rows.empty()) {
    return data_error(fmt::format("{}: filter {} matches none of the {} rows", results.path,
                                  quote_name(pattern), before));
  }
  return {};
}

}  // namespace perfgate
