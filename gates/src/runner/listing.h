// SPDX-License-Identifier: Apache-2.0
// The rows that a benchmark program says it has.
#pragma once

#include <perfgate/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace perfgate::runner_detail {

/// Parses a listing: one row id a line, blank lines ignored, duplicates once. With `strip_suffixes`
/// what Google Benchmark adds for how it measures ("/iterations:1", "/manual_time") is removed: a
/// Criterion id does not have it, the name in Google Benchmark's own JSON does. Errors (kInput):
/// control characters, an id above 512 bytes, more than 10,000 ids.
[[nodiscard]] Result<std::vector<std::string>> parse_listing(std::string_view text,
                                                             bool strip_suffixes);

/// `name` without the suffixes that only say how it is measured; "/threads:N" stays: another number
/// of threads is another row.
[[nodiscard]] std::string_view without_measuring_suffixes(std::string_view name);

/// Keeps the ids in which the ECMAScript regex is found; "" keeps all. Error (kUsage): not a regex,
/// longer than 1000 bytes, or too costly to match.
[[nodiscard]] Result<std::vector<std::string>> filter_ids(std::vector<std::string> ids,
                                                          const std::string& filter);

}  // namespace perfgate::runner_detail
