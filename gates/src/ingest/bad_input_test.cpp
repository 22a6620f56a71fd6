// SPDX-License-Identifier: Apache-2.0
// Every malformed input that a gate has been seen to swallow: each is refused with one sentence.
#include "ingest/sources.h"
#include "ingest/temp_tree.h"

#include <perfgate/ingest.h>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

namespace perfgate {
namespace {

struct BadText {
  const char* text;
  const char* wanted;  // part of the sentence
};

Result<CriterionRow> parse_sample(const std::string& sample) {
  return parse_criterion({sample, R"({"full_id":"a"})", std::nullopt}, "a", "t/a/new");
}

TEST_CASE("bad input: sample.json") {
  const std::string deep(100'000, '[');
  const BadText cases[] = {
      {"", "t/a/new/sample.json"},
      {"{\"iters\":[1,2],\"tim", "t/a/new/sample.json"},
      {"\x7f"
       "ELF\x02\x01",
       "t/a/new/sample.json"},
      {deep.c_str(), "t/a/new/sample.json"},
      {R"({"iters":[1],"times":[1e999]})", "t/a/new/sample.json:1:"},
      {R"({"iters":[1],"times":[NaN]})", "t/a/new/sample.json:1:"},
      {R"({"iters":[1],"iters":[1],"times":[1]})", "t/a/new/sample.json:1:"},
      {"{\"iters\":[1],\"times\":[1],\"x\":\"\xff\"}", "t/a/new/sample.json:1:"},
      {R"({"iters":[1],"times":[1]} trailing)", "t/a/new/sample.json:1:"},
      {R"({"iters":[],"times":[]})", "has no samples"},
      {R"({"iters":[1,2],"times":[1]})", "2 iteration counts and 1 times"},
      {R"({"iters":[0],"times":[1]})", "sample 1 has 0 iterations"},
      {R"({"iters":[1,1],"times":[5,0]})", "the time of sample 2 is zero"},
      {R"({"iters":[1],"times":[-5]})", "the time of sample 1 is negative"},
      {R"({"iters":[1],"times":[null]})", "/times/0: found null, wanted a finite number"},
      {R"({"iters":[1],"times":["5"]})", "/times/0: found text"},
      {R"({"iters":1,"times":[5]})", "/iters: found a number, wanted an array"},
      {R"({"times":[5]})", "'iters' is missing"},
      {"[[1],[1],[1]]", "array of 3 elements"},
      {"[1,2]", "/0: found a number, wanted an array"},
      {"[[1,1],[1]]", "2 iteration counts and 1 times"},
      {"5", "found a number, wanted an object"},
  };
  for (const BadText& bad : cases) {
    const std::string message = test::message_of(parse_sample(bad.text));
    CHECK(message == test::Part(bad.wanted));
    CHECK(message.size() < 300);
  }
}

TEST_CASE("bad input: benchmark.json") {
  const BadText cases[] = {
      {"{", "benchmark.json"},
      {"[]", "found an array, wanted an object"},
      {R"({"full_id":7})", "/full_id: found a number, wanted text"},
  };
  for (const BadText& bad : cases) {
    const auto row = parse_criterion({"[[1],[1]]", bad.text, std::nullopt}, "a", "t/a/new");
    CHECK(test::message_of(row) == test::Part(bad.wanted));
  }
}

TEST_CASE("bad input: numbers so extreme that the time per iteration is no number any more") {
  CHECK(test::message_of(parse_sample(R"({"iters":[1e300],"times":[1e-300]})")) ==
        test::Part("is zero"));
  const auto large = parse_sample(R"({"iters":[1],"times":[1e308]})");
  CHECK(large.has_value());
}

TEST_CASE("bad input: few samples are legal and said") {
  const test::TempTree tree;
  tree.write_benchmark("one", {5});
  tree.write_benchmark("nine", std::vector<double>(9, 5.0));
  tree.write_benchmark("ten", std::vector<double>(10, 5.0));
  const auto results = ingest(tree.path());
  REQUIRE(results.has_value());
  REQUIRE(results->rows.size() == 3);
  CHECK(results->rows[0].id == "nine");
  REQUIRE(results->rows[0].warnings.size() == 1);
  CHECK(results->rows[0].warnings[0] == test::Part("fewer than 10 samples in a run (9)"));
  REQUIRE(results->rows[1].warnings.size() == 1);
  CHECK(results->rows[1].warnings[0] == test::Part("(1)"));
  CHECK(results->rows[2].warnings.empty());
}

TEST_CASE("bad input: paths") {
  const test::TempTree tree;
  CHECK(test::message_of(ingest("")) == test::Part("empty"));
  CHECK(test::message_of(ingest(tree.at("none"))) == test::Part("No such file"));
  CHECK(test::message_of(ingest(tree.path())) == test::Part("no benchmark results found"));
  REQUIRE(::mkfifo(tree.at("fifo").c_str(), 0600) == 0);
  CHECK(test::message_of(ingest(tree.at("fifo"))) == test::Part("fifo"));
  CHECK(test::message_of(ingest("/dev/null")) == test::Part("/dev/null"));
  CHECK(test::message_of(ingest(tree.at("bad\n\x1b[31mname"))).find('\x1b') == std::string::npos);
}

TEST_CASE("bad input: a file over 64 MiB is refused without being read") {
  const test::TempTree tree;
  tree.write_benchmark("a", {1});
  std::filesystem::resize_file(tree.at("a/new/sample.json"), (std::size_t{64} << 20U) + 1);
  CHECK(test::message_of(ingest(tree.path())) == test::Part("sample.json"));
  const std::string single = tree.write("single.json", "{}");
  std::filesystem::resize_file(single, (std::size_t{64} << 20U) + 1);
  CHECK(test::message_of(ingest(single)) == test::Part("single.json"));
}

TEST_CASE("bad input: files of a kind that holds no results") {
  const test::TempTree tree;
  const BadText cases[] = {
      {"", "x.json"},
      {"\x89PNG\r\n", "x.json"},
      {"[]", "is neither"},
      {"{}", "is neither"},
      {"7", "is neither"},
      {R"({"schema":"perfgate/compare/1"})", "'perfgate/compare/1' file holds no results"},
      {R"({"iters":[1],"times":[1],"sampling_mode":"Flat"})", "one file of a Criterion tree"},
      {R"({"full_id":"a"})", "one file of a Criterion tree"},
      {R"({"schema":"perfgate/baseline/2"})", "wanted perfgate/baseline/1"},
      {R"({"x":NaN})", "x.json:1:"},
  };
  for (const BadText& bad : cases) {
    const std::string path = tree.write("x.json", bad.text);
    CHECK(test::message_of(ingest(path)) == test::Part(bad.wanted));
  }
}

}  // namespace
}  // namespace perfgate
