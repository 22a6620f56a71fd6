// SPDX-License-Identifier: Apache-2.0
// Knuth-Morris-Pratt for each string, all fed byte by byte.
#include <bitnet/runtime/stop.h>

#include <algorithm>

namespace bitnet::runtime {
namespace {

// border[n]: length of the longest proper prefix of the first n bytes that is also their end.
std::vector<std::uint32_t> borders(const std::string& text) {
  std::vector<std::uint32_t> border(text.size() + 1, 0);
  std::uint32_t length = 0;
  for (std::size_t n = 1; n < text.size(); ++n) {
    while (length > 0 && text[n] != text[length]) {
      length = border[length];
    }
    length += text[n] == text[length] ? 1U : 0U;
    border[n + 1] = length;
  }
  return border;
}

}  // namespace

StopStrings::StopStrings(std::span<const std::string> strings) {
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (!strings[i].empty()) {
      patterns_.push_back({strings[i], borders(strings[i]), i, 0});
    }
  }
}

// The longest of the strings that end with this byte, or nullptr.
const StopStrings::Pattern* StopStrings::advance(char byte) {
  const Pattern* complete = nullptr;
  for (Pattern& pattern : patterns_) {
    while (pattern.length > 0 && pattern.text[pattern.length] != byte) {
      pattern.length = pattern.border[pattern.length];
    }
    pattern.length += pattern.text[pattern.length] == byte ? 1U : 0U;
    if (pattern.length == pattern.text.size() &&
        (complete == nullptr || pattern.text.size() > complete->text.size())) {
      complete = &pattern;
    }
  }
  return complete;
}

StopStrings::Step StopStrings::push(std::string_view text) {
  if (stopped_) {
    return {};
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const Pattern* complete = advance(text[i])) {
      held_ += text.substr(0, i + 1);
      held_.resize(held_.size() - complete->text.size());
      stopped_ = true;
      return {std::move(held_), complete->index};
    }
  }
  held_ += text;
  std::size_t possible = 0;
  for (const Pattern& pattern : patterns_) {
    possible = std::max(possible, pattern.length);
  }
  Step step{held_.substr(0, held_.size() - possible), std::nullopt};
  held_.erase(0, step.text.size());
  return step;
}

std::string StopStrings::flush() {
  std::string text = stopped_ ? std::string() : std::move(held_);
  reset();
  return text;
}

void StopStrings::reset() {
  held_.clear();
  stopped_ = false;
  for (Pattern& pattern : patterns_) {
    pattern.length = 0;
  }
}

}  // namespace bitnet::runtime
