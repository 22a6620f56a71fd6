// SPDX-License-Identifier: Apache-2.0
// Exit codes, the one error type of the runtime, and Result<T>.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace bitnet::runtime {

/// Process exit codes of `bitnet`; the table in --help and README is this enum.
enum class ExitCode : int {
  kOk = 0,
  kFailed = 1,        // a check failed: receipt refused, outputs differ
  kUsage = 2,         // bad flag or value
  kInput = 3,         // file missing, malformed, unreadable or of an unsupported kind; disk full
  kOutOfMemory = 4,   // the model or its KV cache does not fit; said before anything starts
  kInterrupted = 130  // SIGINT
};

/// An expected failure. `message` is one sentence: what, where (file, key, tensor, offset), found,
/// wanted. No trailing newline.
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

}  // namespace bitnet::runtime
