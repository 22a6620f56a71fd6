// SPDX-License-Identifier: Apache-2.0
// Dates of foreign files.
#pragma once

#include <string>
#include <string_view>

namespace perfgate {

/// "2026-11-20T10:15:30+01:00" -> "2026-11-20T09:15:30Z". A date without an offset is local time of
/// an unknown place: it, and anything else that is no date, gives "".
[[nodiscard]] std::string utc_from_iso8601(std::string_view text);

}  // namespace perfgate
