// SPDX-License-Identifier: Apache-2.0
#include <bitnet/runtime/stop.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <rapidcheck.h>

namespace bitnet::runtime {
namespace {

using Strings = std::vector<std::string>;

StopStrings stops_at(const Strings& strings) {
  return StopStrings(strings);
}

TEST_CASE("stop strings: within one text") {
  StopStrings stops = stops_at({"END"});
  const StopStrings::Step step = stops.push("abcENDxyz");
  CHECK(step.text == "abc");
  CHECK(step.matched == 0);
  CHECK(stops.push("more").text.empty());
  CHECK(stops.flush().empty());
}

TEST_CASE("stop strings: over borders, holding back only what may still match") {
  StopStrings stops = stops_at({"\n\nUser:"});
  CHECK(stops.push("Hi\n").text == "Hi");
  CHECK(stops.push("\n").text.empty());
  CHECK(stops.push("\n").text == "\n");  // the third line feed moves the beginning by one
  CHECK(stops.push("Us").text.empty());
  CHECK(stops.push("e").text.empty());
  CHECK(stops.push("d").text == "\n\nUsed");
  CHECK(stops.push("\n\nUser").text.empty());
  const StopStrings::Step step = stops.push(": x");
  CHECK(step.text.empty());
  CHECK(step.matched == 0);
}

TEST_CASE("stop strings: the end of generation gives back what was held") {
  StopStrings stops = stops_at({"STOP"});
  CHECK(stops.push("no ST").text == "no ");
  CHECK(stops.flush() == "ST");
  CHECK(stops.flush().empty());
  CHECK_FALSE(stops.push("OP").matched);  // nothing is remembered
}

TEST_CASE("stop strings: a string that overlaps itself") {
  StopStrings stops = stops_at({"aab"});
  CHECK(stops.push("aa").text.empty());
  CHECK(stops.push("a").text == "a");
  const StopStrings::Step step = stops.push("b");
  CHECK(step.text.empty());
  CHECK(step.matched == 0);
}

TEST_CASE("stop strings: of several the first that is complete, then the one that starts first") {
  StopStrings stops = stops_at({"xyzzy", "zz", "yzz"});
  const StopStrings::Step step = stops.push("wxyzzy");
  CHECK(step.text == "wx");
  CHECK(step.matched == 2);
  stops.reset();
  CHECK(stops.push("aza").text == "aza");
  CHECK(stops.push("zz").matched == 1);
}

TEST_CASE("stop strings: none, and empty ones") {
  StopStrings none;
  CHECK(none.push("abc").text == "abc");
  CHECK(none.flush().empty());
  StopStrings empty = stops_at({"", "b"});
  const StopStrings::Step step = empty.push("abc");
  CHECK(step.text == "a");
  CHECK(step.matched == 1);
}

// The definition, on the whole text at once.
struct Whole {
  std::string shown;
  std::optional<std::size_t> matched;
};

Whole by_definition(const Strings& strings, const std::string& text) {
  for (std::size_t end = 1; end <= text.size(); ++end) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < strings.size(); ++i) {
      if (!strings[i].empty() && text.substr(0, end).ends_with(strings[i]) &&
          (!best || strings[i].size() > strings[*best].size())) {
        best = i;
      }
    }
    if (best) {
      return {text.substr(0, end - strings[*best].size()), best};
    }
  }
  return {text, std::nullopt};
}

TEST_CASE("property: stop strings do not depend on how the text is cut") {
  ::setenv("RC_PARAMS", "seed=31", 0);
  const auto word = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab")));
  CHECK(rc::check([word] {
    const auto strings = *rc::gen::container<Strings>(*rc::gen::inRange<std::size_t>(0, 4), word);
    const auto parts = *rc::gen::container<Strings>(word);
    std::string text;
    for (const std::string& part : parts) {
      text += part;
    }
    const Whole wanted = by_definition(strings, text);
    StopStrings stops(strings);
    std::string shown;
    std::optional<std::size_t> matched;
    for (const std::string& part : parts) {
      const StopStrings::Step step = stops.push(part);
      shown += step.text;
      matched = step.matched ? step.matched : matched;
      RC_ASSERT(wanted.shown.starts_with(shown));
    }
    shown += stops.flush();
    RC_ASSERT(shown == wanted.shown);
    RC_ASSERT(matched == wanted.matched);
  }));
}

}  // namespace
}  // namespace bitnet::runtime
