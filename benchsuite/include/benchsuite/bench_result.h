// SPDX-License-Identifier: Apache-2.0
// A value or one sentence that says why there is none. The only error type of the benchmark suite;
// it carries no codes, because every caller does the same with it: print the sentence and count a
// failure.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace benchsuite {

template <typename T>
struct [[nodiscard]] Result : tl::expected<T, std::string> {
  using tl::expected<T, std::string>::expected;
};

[[nodiscard]] inline tl::unexpected<std::string> failure(std::string sentence) {
  return tl::unexpected<std::string>(std::move(sentence));
}

}  // namespace benchsuite
