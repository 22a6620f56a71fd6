// SPDX-License-Identifier: Apache-2.0
// Listings as Google Benchmark and others print them, and such that must be refused.
#include "runner/listing.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace perfgate::runner_detail {

using Ids = std::vector<std::string>;

TEST_CASE("one id a line; blank lines, carriage returns and duplicates do not matter") {
  const auto ids = parse_listing("a/b/1\r\n\n  c d/2 \na/b/1\nlast", true);
  REQUIRE(ids);
  CHECK(*ids == Ids{"a/b/1", "c d/2", "last"});
  CHECK(parse_listing("", true)->empty());
}

TEST_CASE("suffixes that say how it is measured are stripped, in any number") {
  CHECK(without_measuring_suffixes("g/f/1024/iterations:1/manual_time") == "g/f/1024");
  CHECK(without_measuring_suffixes("g/min_time:0.050/real_time") == "g");
  CHECK(without_measuring_suffixes("g/min_warmup_time:1.5/repeats:3/process_time") == "g");
  CHECK(without_measuring_suffixes("g/f/threads:4") == "g/f/threads:4");
  CHECK(without_measuring_suffixes("g/f/threads:4/real_time") == "g/f/threads:4");
  CHECK(without_measuring_suffixes("g/iterations:x") == "g/iterations:x");
  CHECK(without_measuring_suffixes("g/iterations:") == "g/iterations:");
  CHECK(without_measuring_suffixes("/manual_time") == "/manual_time");
  CHECK(*parse_listing("g/1/iterations:1/manual_time\n", true) == Ids{"g/1"});
  CHECK(*parse_listing("g/1/iterations:1/manual_time\n", false) ==
        Ids{"g/1/iterations:1/manual_time"});
}

TEST_CASE("what cannot be a listing is refused with its line") {
  const auto binary = parse_listing(std::string("ok\nbad\x01id\n"), true);
  REQUIRE_FALSE(binary);
  CHECK(binary.error().message == "line 2 of the listing holds control characters");
  const auto wide = parse_listing(std::string(513, 'x'), true);
  REQUIRE_FALSE(wide);
  CHECK(wide.error().message == "line 1 of the listing is 513 bytes long, at most 512 are read");
  CHECK(parse_listing(std::string(512, 'x'), true));
  std::string many;
  for (int i = 0; i < 10'000; ++i) {
    many += std::to_string(i) + "\n";
  }
  CHECK(parse_listing(many, true)->size() == 10'000);
  const auto more = parse_listing(many + "one more\n", true);
  REQUIRE_FALSE(more);
  CHECK(more.error().message == "the listing names more than 10000 rows");
}

TEST_CASE("a filter is searched in the id") {
  const Ids ids = {"a/1", "b/1", "ab/2"};
  CHECK(*filter_ids(ids, "") == ids);
  CHECK(*filter_ids(ids, "^a") == Ids{"a/1", "ab/2"});
  CHECK(filter_ids(ids, "nothing")->empty());
  for (const std::string& bad : {std::string("(["), std::string(1001, 'a')}) {
    const auto result = filter_ids(ids, bad);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ExitCode::kUsage);
  }
  const auto costly = filter_ids({std::string(500, 'a')}, "^(a|aa|a?)+$b");
  REQUIRE_FALSE(costly);
  CHECK(costly.error().message ==
        "--filter '^(a|aa|a?)+$b' takes too long to match; use a simpler one");
}

}  // namespace perfgate::runner_detail
