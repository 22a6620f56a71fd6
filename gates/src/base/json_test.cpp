// SPDX-License-Identifier: Apache-2.0
// Every way in which JSON from outside can be wrong has its own sentence and place here.
#include "base/test_folder.h"

#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <limits>

namespace {

using perfgate::Json;
using perfgate::JsonDialect;
using perfgate::parse_json;

std::string error_of(std::string_view text, JsonDialect dialect = JsonDialect::kStrict) {
  const auto value = parse_json(text, "f.json", dialect);
  CHECK_FALSE(value.has_value());
  if (value) {
    return "";
  }
  CHECK(value.error().code == perfgate::ExitCode::kInput);
  return value.error().message;
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

}  // namespace

TEST_CASE("json: values of every kind") {
  const auto value = parse_json(
      R"( {"a": [1, -2, 2.5e3, true, false, null, "x\u00e9\n\ud83d\ude00"], "b": {}, "": []} )",
      "f");
  REQUIRE(value.has_value());
  CHECK((*value)["a"].size() == 7);
  CHECK((*value)["a"][1] == -2);
  CHECK((*value)["a"][2] == 2500.0);
  CHECK((*value)["a"][6] == "x\xc3\xa9\n\xf0\x9f\x98\x80");
  CHECK((*value)["b"].is_object());
  CHECK((*value)[""].is_array());
  CHECK(parse_json("17", "f") == Json(17));
  CHECK(parse_json("18446744073709551615", "f") == Json(std::numeric_limits<std::uint64_t>::max()));
}

TEST_CASE("json: nothing, or not all of it") {
  CHECK(error_of("") == "f.json:1:1: empty, wanted a JSON value");
  CHECK(error_of(" \n\t") == "f.json:1:1: empty, wanted a JSON value");
  CHECK(error_of("{\"a\": [1,\n 2") == "f.json:2:3: the text ends in the middle of a value");
  CHECK(error_of("{\"a\": \"b") == "f.json:1:9: the text ends in the middle of a value");
  CHECK(error_of("tru") == "f.json:1:4: the text ends in the middle of a value");
  CHECK(error_of("-") == "f.json:1:2: the text ends in the middle of a value");
  CHECK(error_of("{} {}") == "f.json:1:4: found '{' after the end of the value");
  CHECK(error_of("[1]\n,") == "f.json:2:1: found ',' after the end of the value");
}

TEST_CASE("json: what was found and what was wanted") {
  CHECK(error_of("[1 2]") == "f.json:1:4: found 2, wanted ',' or ']'");
  CHECK(error_of("[1,]") == "f.json:1:4: found ']', wanted a value");
  CHECK(error_of("[,1]") == "f.json:1:2: found ',', wanted a value or ']'");
  CHECK(error_of("{,}") == "f.json:1:2: found ',', wanted a member name or '}'");
  CHECK(error_of("{\"a\" 1}") == "f.json:1:6: found 1, wanted ':'");
  CHECK(error_of("{\"a\": }") == "f.json:1:7: found '}', wanted a value");
  CHECK(error_of("{\"a\": 1 \"b\"}") == "f.json:1:9: found '\"', wanted ',' or '}'");
  CHECK(error_of("{\"a\": \"b\" 1}") == "f.json:1:11: found 1, wanted ',' or '}'");
  CHECK(error_of("{\"a\": 1,}") == "f.json:1:9: found '}', wanted a member name");
  CHECK(error_of("{a: 1}") == "f.json:1:2: found a, wanted a member name or '}'");
  CHECK(error_of("<html>") == "f.json:1:1: found '<', wanted a value");
  CHECK(error_of("[truth]") == "f.json:1:2: found truth, wanted a value or ']'");
  CHECK(error_of("[01]") == "f.json:1:2: found 01, wanted a value or ']'");
  CHECK(error_of("[1.]") == "f.json:1:2: found 1., wanted a value or ']'");
  CHECK(error_of("[tru]") == "f.json:1:2: found tru, wanted a value or ']'");
  CHECK(error_of("[- 1]") == "f.json:1:2: found -, wanted a value or ']'");
  CHECK(error_of("// no\n1") == "f.json:1:1: found '/', wanted a value");
}

TEST_CASE("json: strings") {
  CHECK(error_of("[\"a\nb\"]") == "f.json:1:4: raw control character 0x0a in a string");
  CHECK(error_of(R"(["a\qb"])") == "f.json:1:4: bad escape sequence in a string");
  CHECK(error_of(R"(["\u12x4"])") == "f.json:1:3: bad escape sequence in a string");
  CHECK(error_of(R"(["\ud800"])") == "f.json:1:3: bad escape sequence in a string");
  CHECK(error_of("[\"ok\", \"\xff\"]") == "f.json:1:9: invalid UTF-8 (byte 0xff)");
  CHECK(error_of("[\"\xc0\xaf\"]") == "f.json:1:3: invalid UTF-8 (byte 0xc0)");
  CHECK(error_of("[\"\xed\xa0\x80\"]") == "f.json:1:3: invalid UTF-8 (byte 0xed)");
}

TEST_CASE("json: binary") {
  CHECK(error_of(std::string_view("\x7f"
                                  "ELF\x02\x01\0\0",
                                  8)) == "f.json:1:1: found byte 0x7f, wanted a value");
  CHECK(error_of(std::string_view("\0\0\0", 3)) == "f.json:1:1: found byte 0x00, wanted a value");
  CHECK(error_of("\x89PNG") == "f.json:1:1: invalid UTF-8 (byte 0x89)");
}

TEST_CASE("json: numbers") {
  CHECK(error_of("[1e999]") == "f.json:1:2: number 1e999 is out of the range of a double");
  CHECK(error_of("{\"a\": -1e999}") == "f.json:1:7: number -1e999 is out of the range of a double");
  CHECK(error_of("[1,\nNaN]") == "f.json:2:1: NaN and Infinity are not JSON numbers");
  CHECK(error_of("[-Infinity]") == "f.json:1:2: NaN and Infinity are not JSON numbers");
  CHECK(error_of("nan") == "f.json:1:1: NaN and Infinity are not JSON numbers");
  const auto tiny = parse_json("[1e-400, 99999999999999999999]", "f");
  REQUIRE(tiny.has_value());
  CHECK((*tiny)[0] == 0.0);
  CHECK((*tiny)[1] == 1e20);
}

TEST_CASE("json: depth") {
  CHECK(parse_json(nested(perfgate::kMaxJsonDepth), "f").has_value());
  CHECK(error_of(nested(perfgate::kMaxJsonDepth + 1)) ==
        "f.json:1:65: nested deeper than 64 levels");
  CHECK(error_of(nested(100000)) == "f.json:1:65: nested deeper than 64 levels");
  CHECK(error_of(nested(100000), JsonDialect::kGoogleBenchmark) ==
        "f.json:1:65: nested deeper than 64 levels");
  std::string objects;
  for (int i = 0; i < 1000; ++i) {
    objects += "{\"a\":";
  }
  CHECK(error_of(objects) == "f.json:1:321: nested deeper than 64 levels");
}

TEST_CASE("json: the same member twice") {
  CHECK(error_of("{\"a\": 1, \"b\": {\"a\": 2},\n  \"a\": 3}") ==
        "f.json:2:3: member \"a\" twice in one object");
  CHECK(error_of(R"({"\"": 1, "\u0022": 2})") == "f.json:1:11: member \"\"\" twice in one object");
  const std::string name(1000, 'n');
  CHECK(error_of("{\"" + name + "\":1,\"" + name + "\":1}").size() < 200);
  CHECK(parse_json(R"([{"a":1},{"a":2}])", "f").has_value());
}

TEST_CASE("json: size") {
  CHECK(error_of(std::string(perfgate::kMaxJsonBytes + 1, ' ')) ==
        "f.json: 67108865 bytes of JSON, more than the limit of 64 MiB");
  std::string many = "[0";
  for (int i = 0; i < (1 << 22); ++i) {
    many += ",0";
  }
  CHECK(error_of(many + "]").find("more than 4194304 values") != std::string::npos);
}

TEST_CASE("json: truncation at every byte is an error, never a crash") {
  const std::string text = R"({"a":[1.5e3,true,null,"\u00e9\ud83d\ude00"],"b":{"c":-0.0}})";
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    CAPTURE(cut);
    CHECK_FALSE(parse_json(std::string_view(text).substr(0, cut), "f").has_value());
  }
  CHECK(parse_json(text, "f").has_value());
}

TEST_CASE("json: what Google Benchmark writes") {
  const auto value = parse_json(
      "{\"cv\": NaN, \"max\":Infinity ,\"min\":-Infinity,\n\"label\": \"a\tb\nc\x01 \xff NaN \\\" "
      "x\"}",
      "f.json", JsonDialect::kGoogleBenchmark);
  REQUIRE(value.has_value());
  CHECK((*value)["cv"].is_null());
  CHECK((*value)["max"].is_null());
  CHECK((*value)["min"].is_null());
  CHECK((*value)["label"] == "a\tb\nc\x01 \xef\xbf\xbd NaN \" x");
}

TEST_CASE("json: the tolerant dialect tolerates nothing else") {
  const auto dialect = JsonDialect::kGoogleBenchmark;
  CHECK(error_of("{\"a\": NaNx}", dialect) == "f.json:1:7: NaN and Infinity are not JSON numbers");
  CHECK(error_of("[xNaN]", dialect) == "f.json:1:2: found xNaN, wanted a value or ']'");
  CHECK(error_of("{\"a\": 1, \"a\": NaN}", dialect) ==
        "f.json:1:10: member \"a\" twice in one object");
  CHECK(error_of("[1e999]", dialect) == "f.json:1:2: number 1e999 is out of the range of a double");
  CHECK(error_of("{\"x\": NaN", dialect) == "f.json:1:10: the text ends in the middle of a value");
  CHECK(error_of("\xff", dialect) == "f.json:1:1: invalid UTF-8 (byte 0xff)");
}

TEST_CASE("json: places are those of the original text, also after replacements") {
  CHECK(error_of("[\"a\nb\", NaN,\nNaN, Infinity, 1e999]", JsonDialect::kGoogleBenchmark) ==
        "f.json:3:16: number 1e999 is out of the range of a double");
}

TEST_CASE("json: dump is stable and reads back") {
  const Json value = {{"b", 0.1}, {"a", {1, 2.0, 1e300, 5e-324}}, {"c", "\xff|\x1b"}};
  const std::string text = perfgate::dump_json(value);
  CHECK(text ==
        "{\n  \"a\": [\n    1,\n    2.0,\n    1e+300,\n    5e-324\n  ],\n  \"b\": 0.1,\n"
        "  \"c\": \"\xef\xbf\xbd|\\u001b\"\n}\n");
  const auto again = parse_json(text, "f");
  REQUIRE(again.has_value());
  CHECK((*again)["a"] == value["a"]);
  CHECK(perfgate::dump_json(*again) == text);
  CHECK(perfgate::dump_json(std::numeric_limits<double>::quiet_NaN()) == "null\n");
}

TEST_CASE("json: files") {
  const perfgate::TestFolder folder;
  folder.put("a.json", "{\"x\": 1}");
  folder.put("bad.json", "{\"x\": }");
  CHECK(perfgate::read_json_file(folder.path("a.json")) == Json{{"x", 1}});
  CHECK(perfgate::read_json_file(folder.path("bad.json")).error().message ==
        folder.path("bad.json") + ":1:7: found '}', wanted a value");
  CHECK(perfgate::read_json_file(folder.path("none.json")).error().message ==
        "cannot read " + folder.path("none.json") + ": No such file or directory");
}
