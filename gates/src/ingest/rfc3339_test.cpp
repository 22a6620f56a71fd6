// SPDX-License-Identifier: Apache-2.0
#include "ingest/rfc3339.h"

#include <doctest/doctest.h>

namespace perfgate {
namespace {

TEST_CASE("dates with an offset become UTC") {
  CHECK(utc_from_iso8601("2026-11-20T10:15:30+01:00") == "2026-11-20T09:15:30Z");
  CHECK(utc_from_iso8601("2026-01-01T00:30:00+05:30") == "2025-12-31T19:00:00Z");
  CHECK(utc_from_iso8601("2024-02-28T23:00:00-0200") == "2024-02-29T01:00:00Z");
  CHECK(utc_from_iso8601("2026-11-20 10:15:30Z") == "2026-11-20T10:15:30Z");
}

TEST_CASE("anything else is no date") {
  for (const char* text :
       {"", "2016-08-02 17:44:46", "2016/08/02-17:44:46", "2016-13-02T17:44:46Z",
        "2016-02-30T17:44:46Z", "2016-02-03T25:44:46Z", "2016-02-03T05:61:46Z",
        "2016-02-03T05:01:46+99:00", "2016-02-03T05:01:46+1", "2016-02-03T05:01:46X00:00",
        "yyyy-mm-ddThh:mm:ssZ", "2016-02-03T-5:01:46Z", "Tue Aug  2 17:44:46 2016"}) {
    CHECK(utc_from_iso8601(text).empty());
  }
}

}  // namespace
}  // namespace perfgate
