// SPDX-License-Identifier: Apache-2.0
// Lines, numbers and base64 (OpenSSL's) of a rank file.
#include "rank_file.h"

#include "base/text.h"

#include <bitnet/runtime/tokenizer_data.h>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kMaxEncodedBytes = (kMaxRankTokenBytes + 2) / 3 * 4;

const unsigned char* octets(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

// OpenSSL's decoder forgives white space and stray bits; what does not encode back to the same text
// is refused.
bool decode_base64(std::string_view text, std::string& bytes) {
  std::array<unsigned char, kMaxEncodedBytes> decoded{};
  std::array<unsigned char, kMaxEncodedBytes + 1> again{};
  if (text.empty() || text.size() % 4 != 0 || text.size() > kMaxEncodedBytes) {
    return false;
  }
  const int blocks =
      EVP_DecodeBlock(decoded.data(), octets(text.data()), static_cast<int>(text.size()));
  const auto padding = static_cast<int>(std::count(text.end() - 2, text.end(), '='));
  if (blocks <= padding) {
    return false;
  }
  const int size = blocks - padding;
  const int encoded = EVP_EncodeBlock(again.data(), decoded.data(), size);
  if (static_cast<std::size_t>(encoded) != text.size() ||
      !std::equal(text.begin(), text.end(), again.begin(),
                  [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; })) {
    return false;
  }
  bytes.assign(decoded.begin(), decoded.begin() + size);
  return true;
}

struct Line {
  std::string bytes;
  std::uint32_t rank = 0;
};

bool parse_line(std::string_view text, Line& line) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) {
    return false;
  }
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + space + 1, end, line.rank);
  return error == std::errc() && stop == end && decode_base64(text.substr(0, space), line.bytes);
}

Result<void> place(Line line, std::size_t number, std::string_view where,
                   std::vector<std::string>& tokens) {
  if (line.rank >= tokens.size()) {
    return input_error(fmt::format("{}: line {}: rank {}, below {} wanted (the number of lines)",
                                   where, number, line.rank, tokens.size()));
  }
  std::string& token = tokens[line.rank];
  if (!token.empty()) {
    return input_error(
        fmt::format("{}: line {}: rank {} is there for the second time", where, number, line.rank));
  }
  token = std::move(line.bytes);
  return {};
}

}  // namespace

Result<std::vector<std::string>> parse_rank_file(std::string_view text, std::string_view where) {
  if (text.empty()) {
    return input_error(fmt::format("{}: is empty, lines of \"base64 rank\" wanted", where));
  }
  if (text.ends_with('\n')) {
    text.remove_suffix(1);
  }
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  std::vector<std::string> tokens(lines);
  Line line;
  for (std::size_t number = 1; number <= lines; ++number) {
    std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(row.size() + 1, text.size()));
    if (row.ends_with('\r')) {
      row.remove_suffix(1);
    }
    if (!parse_line(row, line)) {
      return input_error(
          fmt::format("{}: line {}: {} is not \"base64 rank\" with a token of 1 to {} bytes", where,
                      number, in_quotes(row, 40), kMaxRankTokenBytes));
    }
    if (Result<void> placed = place(std::move(line), number, where, tokens); !placed) {
      return tl::unexpected(placed.error());
    }
  }
  return tokens;
}

}  // namespace bitnet::runtime
