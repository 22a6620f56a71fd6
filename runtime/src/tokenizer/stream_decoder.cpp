// SPDX-License-Identifier: Apache-2.0
// Whole characters out of bytes that arrive token by token.
#include "utf8.h"

#include <bitnet/runtime/tokenizer.h>

#include <utility>

namespace bitnet::runtime {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

}  // namespace

StreamDecoder::StreamDecoder(Tokenizer tokenizer, bool skip_special)
    : tokenizer_(std::move(tokenizer)), skip_special_(skip_special) {}

std::string StreamDecoder::push(std::int32_t id) {
  if (skip_special_ && tokenizer_.is_special(id)) {
    return {};
  }
  held_ += tokenizer_.piece(id);
  std::string text;
  std::string_view rest = held_;
  while (!rest.empty()) {
    const std::size_t valid = utf8_valid_prefix(rest);
    text += rest.substr(0, valid);
    rest.remove_prefix(valid);
    if (rest.empty()) {
      break;
    }
    const Utf8Step step = utf8_step(rest);
    if (step.kind == Utf8Kind::kCut) {
      break;
    }
    append_utf8(kReplacement, text);
    rest.remove_prefix(step.bytes);
  }
  held_.erase(0, held_.size() - rest.size());
  return text;
}

std::string StreamDecoder::flush() {
  std::string text;
  if (!held_.empty()) {
    append_utf8(kReplacement, text);
    held_.clear();
  }
  return text;
}

}  // namespace bitnet::runtime
