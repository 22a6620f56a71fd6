// SPDX-License-Identifier: Apache-2.0
// For tests: `text == Part("...")` is true when the text contains the part; a failure prints both.
#pragma once

#include <ostream>
#include <string>
#include <utility>

namespace perfgate::test {

class Part {
 public:
  explicit Part(std::string text) : text_(std::move(text)) {}

  friend bool operator==(const std::string& whole, const Part& part) {
    return whole.find(part.text_) != std::string::npos;
  }

  friend std::ostream& operator<<(std::ostream& out, const Part& part) {
    return out << "..." << part.text_ << "...";
  }

 private:
  std::string text_;
};

}  // namespace perfgate::test
