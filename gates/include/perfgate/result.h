// SPDX-License-Identifier: Apache-2.0
// Exit codes, the one error type of perfgate, and Result<T>.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace perfgate {

/// Process exit codes; the table in --help and README is this enum.
enum class ExitCode : int {
  kPass = 0,          // pass
  kFailed = 1,        // regression at or above the blocking class, SLO breached, or a failed row
  kUsage = 2,         // bad flag, bad config
  kInput = 3,         // file missing or malformed, nothing matched, program missing, disk full
  kIncomparable = 4,  // machine keys differ on a hard field, or both sides are the same data
  kUndecided = 5,  // rows could not be tested at this budget and the policy says that must not pass
  kInterrupted = 130  // SIGINT
};

/// An expected failure. `message` is one sentence: what, where (file:line or key), found, wanted.
/// No trailing newline.
struct Error {
  ExitCode code = ExitCode::kInput;
  std::string message;
};

/// A value or an Error; ignoring it is a compiler warning.
template <typename T>
struct [[nodiscard]] Result : tl::expected<T, Error> {
  using tl::expected<T, Error>::expected;
};

[[nodiscard]] inline tl::unexpected<Error> input_error(std::string message) {
  return tl::unexpected(Error{ExitCode::kInput, std::move(message)});
}

[[nodiscard]] inline tl::unexpected<Error> usage_error(std::string message) {
  return tl::unexpected(Error{ExitCode::kUsage, std::move(message)});
}

}  // namespace perfgate
