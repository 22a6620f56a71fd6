// SPDX-License-Identifier: Apache-2.0
#include <bitnet/runtime/stop.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

namespace bitnet::runtime {
namespace {

TEST_CASE("stop tokens: exactly the given ids") {
  const std::vector<std::int32_t> ids = {0, 63, 64, 128001, 128009, 128255, 64};
  const Result<StopTokens> stops = StopTokens::make(ids, 128256);
  REQUIRE(stops);
  CHECK(stops->size() == 6);
  for (std::int32_t id = 0; id < 128256; ++id) {
    const bool wanted = std::find(ids.begin(), ids.end(), id) != ids.end();
    if (stops->contains(id) != wanted) {
      FAIL("id " << id);
    }
  }
}

TEST_CASE("stop tokens: ids outside of the vocabulary are in no set, and make none") {
  const std::vector<std::int32_t> ids = {5};
  const Result<StopTokens> stops = StopTokens::make(ids, 6);
  REQUIRE(stops);
  for (const std::int32_t id :
       {-1, 6, 63, 64, 69, std::numeric_limits<std::int32_t>::max(),
        std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::min() + 5}) {
    CHECK_FALSE(stops->contains(id));
  }
  for (const std::int32_t id : {-1, 6, std::numeric_limits<std::int32_t>::max()}) {
    const std::vector<std::int32_t> bad = {5, id};
    const Result<StopTokens> none = StopTokens::make(bad, 6);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ExitCode::kUsage);
    CHECK(none.error().message ==
          "stop token " + std::to_string(id) + " is outside of the vocabulary of 6 tokens");
  }
}

TEST_CASE("stop tokens: an empty set") {
  CHECK_FALSE(StopTokens().contains(0));
  CHECK_FALSE(StopTokens::make({}, 100)->contains(0));
  CHECK(StopTokens().size() == 0);
}

TEST_CASE("stop reasons have names") {
  CHECK(stop_reason_name(StopReason::kStopToken) == "stop_token");
  CHECK(stop_reason_name(StopReason::kStopString) == "stop_string");
  CHECK(stop_reason_name(StopReason::kMaxTokens) == "max_tokens");
  CHECK(stop_reason_name(StopReason::kContextFull) == "context_full");
  CHECK(stop_reason_name(StopReason::kInterrupted) == "interrupted");
}

}  // namespace
}  // namespace bitnet::runtime
