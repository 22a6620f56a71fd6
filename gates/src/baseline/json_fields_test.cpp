// SPDX-License-Identifier: Apache-2.0
#include "baseline/json_fields.h"

#include "baseline/text_part.h"

#include <doctest/doctest.h>

#include <functional>

namespace perfgate {
namespace {

/// The sentence that `read` leaves behind on `text`, or "".
std::string sentence(const char* text, const std::function<void(const Fields&)>& read) {
  const Json json = Json::parse(text);
  ReadStatus status("f.json");
  const Fields fields(json, "", status);
  read(fields);
  return status.ok() ? "" : status.error().value().message;
}

TEST_CASE("fields: good members") {
  const char* text =
      R"({"t":"x","n":2.5,"b":true,"a":[1,2],"m":{"k":"v"},"l":["p","q"],"null":null})";
  CHECK(sentence(text, [](const Fields& fields) {
          CHECK(fields.text("t") == "x");
          CHECK(fields.text_or("absent", "y") == "y");
          CHECK(fields.text_or("null", "y") == "y");
          CHECK(fields.number("n") == 2.5);
          CHECK(fields.optional_number("n") == 2.5);
          CHECK_FALSE(fields.optional_number("absent").has_value());
          CHECK(fields.boolean_or("b", false));
          CHECK(fields.boolean_or("absent", true));
          CHECK(fields.numbers("a") == std::vector<double>{1, 2});
          CHECK(fields.array("a").size() == 2);
          CHECK(fields.array_or_empty("absent").empty());
          CHECK(fields.text_map("m").at("k") == "v");
          CHECK(fields.text_map("absent").empty());
          CHECK(fields.texts_or_empty("l").size() == 2);
          CHECK(fields.find("null") == nullptr);
        }).empty());
}

TEST_CASE("fields: what is wrong is named with its place") {
  const auto number = [](const Fields& fields) { static_cast<void>(fields.number("n")); };
  CHECK(sentence("{}", number) == "f.json: member 'n' is missing, wanted a finite number");
  CHECK(sentence(R"({"n":null})", number) == "f.json: /n: found null, wanted a finite number");
  CHECK(sentence(R"({"n":"1"})", number) == "f.json: /n: found text, wanted a finite number");
  CHECK(sentence("[]", number) == "f.json: found an array, wanted an object");
  CHECK(sentence(R"({"t":1})", [](const Fields& f) { static_cast<void>(f.text("t")); }) ==
        "f.json: /t: found a number, wanted text");
  CHECK(sentence(R"({"t":1})", [](const Fields& f) {
          static_cast<void>(f.boolean_or("t", true));
        }) == "f.json: /t: found a number, wanted true or false");
  CHECK(sentence(R"({"t":{}})", [](const Fields& f) { static_cast<void>(f.array("t")); }) ==
        "f.json: /t: found an object, wanted an array");
  CHECK(sentence(R"({"t":[1,"x"]})", [](const Fields& f) { static_cast<void>(f.numbers("t")); }) ==
        "f.json: /t/1: found text, wanted a finite number");
  CHECK(sentence(R"({"t":["x",1]})", [](const Fields& f) {
          static_cast<void>(f.texts_or_empty("t"));
        }) == "f.json: /t/1: found a number, wanted text");
  CHECK(sentence(R"({"t":{"k":true}})", [](const Fields& f) {
          static_cast<void>(f.text_map("t"));
        }) == "f.json: /t/k: found a boolean, wanted text");
}

TEST_CASE("fields: the first fault is kept") {
  CHECK(sentence("{}", [](const Fields& fields) {
          static_cast<void>(fields.number("first"));
          static_cast<void>(fields.number("second"));
        }) == "f.json: member 'first' is missing, wanted a finite number");
}

TEST_CASE("names in messages are short and printable") {
  CHECK(quote_name("a\x1b[31m\nb").find('\x1b') == std::string::npos);
  CHECK(quote_name("a\nb").find('\n') == std::string::npos);
  CHECK(quote_name(std::string(1000, 'x')).size() < 100);
  const auto error = data_error("x\ny").value();
  CHECK(error.code == ExitCode::kInput);
  CHECK(error.message.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace perfgate
