// SPDX-License-Identifier: Apache-2.0
// See json_dialect.h. One pass with two states, inside and outside of a string.
#include "base/json_dialect.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace perfgate::json_detail {
namespace {

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || c == '+' || c == '-';
}

/// Length of the non-finite number at `at`, 0 if there is none.
std::size_t non_finite_length(std::string_view text, std::size_t at) {
  static constexpr std::array<std::string_view, 4> kWords = {"NaN", "Infinity", "-NaN",
                                                             "-Infinity"};
  if (at > 0 && is_word(text[at - 1])) {
    return 0;
  }
  const std::string_view rest = text.substr(at);
  for (const std::string_view word : kWords) {
    if (rest.starts_with(word) && (rest.size() == word.size() || !is_word(rest[word.size()]))) {
      return word.size();
    }
  }
  return 0;
}

class Rewriter {
 public:
  explicit Rewriter(std::string_view text) : text_(text) { out_.text.reserve(text.size() + 64); }

  Rewritten run() {
    while (at_ < text_.size()) {
      in_string_ ? step_inside() : step_outside();
    }
    flush();
    return std::move(out_);
  }

 private:
  void step_outside() {
    const char c = text_[at_];
    if (c == 'N' || c == 'I' || c == '-') {
      if (const std::size_t length = non_finite_length(text_, at_); length > 0) {
        replace(length, "null");
        return;
      }
    }
    in_string_ = c == '"';
    ++at_;
  }

  void step_inside() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte == '"') {
      in_string_ = false;
      ++at_;
    } else if (byte == '\\' && at_ + 1 < text_.size() &&
               static_cast<unsigned char>(text_[at_ + 1]) >= 0x20 &&
               static_cast<unsigned char>(text_[at_ + 1]) < 0x80) {
      at_ += 2;
    } else if (byte < 0x20) {
      replace(1, fmt::format("\\u{:04x}", byte));
    } else if (byte < 0x80) {
      ++at_;
    } else if (const utf8::Decoded next = utf8::decode(text_, at_); next.valid) {
      at_ += next.length;
    } else {
      replace(next.length, utf8::kReplacement);
    }
  }

  void replace(std::size_t length, std::string_view by) {
    flush();
    out_.text.append(by);
    at_ += length;
    copied_ = at_;
    out_.steps.emplace_back(out_.text.size(), at_);
  }

  void flush() {
    out_.text.append(text_.substr(copied_, at_ - copied_));
    copied_ = at_;
  }

  std::string_view text_;
  Rewritten out_;
  std::size_t at_ = 0, copied_ = 0;
  bool in_string_ = false;
};

}  // namespace

std::size_t Rewritten::original(std::size_t offset) const {
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), offset,
                       [](std::size_t wanted, const auto& step) { return wanted < step.first; });
  if (after == steps.begin()) {
    return offset;
  }
  const auto& [here, there] = *std::prev(after);
  return there + (offset - here);
}

Rewritten rewrite_google_benchmark(std::string_view text) {
  return Rewriter(text).run();
}

}  // namespace perfgate::json_detail
