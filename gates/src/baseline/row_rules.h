// SPDX-License-Identifier: Apache-2.0
// What every row must obey, whatever file it came from: known units, legal values, unique names.
// Reads no files.
#pragma once

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perfgate {

/// Longest row id that is kept as it is (bytes).
inline constexpr std::size_t kMaxIdBytes = 512;

struct UnitScale {
  const char* base;  // "s", "B", "1/s", "B/s", "%", "1", "x", "dB"
  double factor;     // value in base = value * factor
};

/// nullopt = unknown unit.
[[nodiscard]] std::optional<UnitScale> unit_scale(std::string_view unit);

/// All names that unit_scale knows, for messages.
[[nodiscard]] const char* known_units();

/// What is wrong with one value of a row with this unit ("is zero, wanted a time above 0"), or "".
[[nodiscard]] std::string value_fault(double value, std::string_view unit);

/// An id of at most kMaxIdBytes: a longer one is cut on a character boundary and ends in a hash of
/// the whole, so that different names stay different and the same name stays the same on both sides
/// of a comparison.
[[nodiscard]] std::string bounded_id(std::string_view id);

/// Sorts by (id, metric); error naming the first pair that occurs twice.
[[nodiscard]] Result<void> sort_unique(std::vector<Row>& rows, const std::string& origin);

/// Appends `text` unless it is already there.
void add_once(std::vector<std::string>& texts, std::string text);

/// Warns on timed rows with fewer than ten samples in some run, and on rows that some runs lack.
void add_sampling_warnings(ResultSet& results);

}  // namespace perfgate
