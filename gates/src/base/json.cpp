// SPDX-License-Identifier: Apache-2.0
// Bounded JSON reading with our own error sentences, and stable writing. Grammar and numbers are
// nlohmann's; no schema knowledge here.
#include "base/json_builder.h"
#include "base/json_dialect.h"
#include "base/json_fault.h"
#include "base/utf8.h"

#include <perfgate/files.h>
#include <perfgate/json.h>

#include <fmt/core.h>

#include <algorithm>
#include <exception>

namespace perfgate {
namespace {

using json_detail::Builder;
using json_detail::Cursor;
using json_detail::Fault;
using json_detail::Refusal;

constexpr std::size_t kShownNameBytes = 60;

std::string shorten(const std::string& name) {
  if (name.size() <= kShownNameBytes) {
    return name;
  }
  std::size_t cut = kShownNameBytes;
  while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xc0U) == 0x80U) {
    --cut;  // not in the middle of a character
  }
  return name.substr(0, cut) + "...";
}

Fault explain(const Builder& builder, std::string_view text, std::size_t read) {
  const std::size_t last = read > 0 ? read - 1 : 0;
  switch (builder.refusal) {
    case Refusal::kDepth:
      return {last, fmt::format("nested deeper than {} levels", kMaxJsonDepth)};
    case Refusal::kTooMany:
      return {last, fmt::format("more than {} values", json_detail::kMaxJsonValues)};
    case Refusal::kDuplicate:
      return {json_detail::string_start(text, read),
              fmt::format("member \"{}\" twice in one object", shorten(builder.name))};
    case Refusal::kNumberRange:
      return json_detail::explain_range(text, builder.position);
    case Refusal::kNone:
    case Refusal::kSyntax:
      break;
  }
  return json_detail::explain_syntax(text,
                                     {builder.position, builder.container(), builder.complete()});
}

/// The value, or the fault with an offset into `text`.
tl::expected<Json, Fault> parse_strict(std::string_view text) {
  const char* reached = text.data();
  Builder builder;
  const char* end = text.data() + text.size();
  if (Json::sax_parse(Cursor(text.data(), &reached), Cursor(end, &reached), &builder)) {
    return std::move(builder.result);
  }
  return tl::unexpected(explain(builder, text, static_cast<std::size_t>(reached - text.data())));
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view origin, JsonDialect dialect) {
  if (text.size() > kMaxJsonBytes) {
    return input_error(fmt::format("{}: {} bytes of JSON, more than the limit of {} MiB", origin,
                                   text.size(), kMaxJsonBytes >> 20));
  }
  if (is_blank(text)) {
    return input_error(fmt::format("{}:1:1: empty, wanted a JSON value", origin));
  }
  try {
    json_detail::Rewritten rewritten;
    std::string_view strict = text;
    if (dialect == JsonDialect::kGoogleBenchmark) {
      rewritten = json_detail::rewrite_google_benchmark(text);
      strict = rewritten.text;
    }
    tl::expected<Json, Fault> value = parse_strict(strict);
    if (value) {
      return std::move(*value);
    }
    const std::size_t offset = rewritten.original(value.error().offset);
    return input_error(fmt::format("{}:{}: {}", origin, json_detail::line_column(text, offset),
                                   value.error().what));
  } catch (const std::exception&) {  // the receiver throws nothing, so this is memory
    return input_error(fmt::format("{}: not enough memory to read this JSON", origin));
  }
}

Result<Json> read_json_file(const std::string& path, JsonDialect dialect) {
  const Result<std::string> text = read_file(path, kMaxJsonBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  return parse_json(*text, path, dialect);
}

std::string dump_json(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace perfgate
