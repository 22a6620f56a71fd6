// SPDX-License-Identifier: Apache-2.0
// What the verbs of `bitnet` share: the context they run in and one function per verb. CLI11 is
// only forward-declared here: a file that includes <CLI/CLI.hpp> costs seconds to compile.
#pragma once

#include <bitnet/runtime/result.h>

#include <atomic>
#include <functional>
#include <iosfwd>
#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 named it
class App;
}

namespace bitnet::runtime::cli {

/// One invocation. A verb's callback stores its work in `action`; run_cli calls it once parsing has
/// succeeded, and its value is the exit code.
struct Context {
  std::istream& in;   // prompts of chat
  std::ostream& out;  // results; not buffered by the program, so that tokens appear as they come
  std::ostream& err;  // diagnostics and timings
  const std::atomic<bool>& interrupted;  // set by SIGINT; long work stops soon after
  bool quiet = false;                    // -q: no warnings, no timings
  std::function<int()> action;
};

/// Prints "bitnet: <message>" on context.err and returns the error's exit code.
[[nodiscard]] int fail(Context& context, const Error& error);

/// Prints "bitnet: warning: <message>" on context.err unless quiet.
void warn(Context& context, const std::string& message);

/// Flushes context.out; an error when something could not be written (full disk). A reader that has
/// seen enough (`bitnet ... | head`) is no error.
[[nodiscard]] Result<void> flush_results(Context& context);

/// The exit code as main returns it.
[[nodiscard]] inline int code(ExitCode value) {
  return static_cast<int>(value);
}

// One per verb: adds the sub-command `app <verb>` with its options; its callback sets
// context.action. `app` and `context` outlive the parse and the action.
void add_bench(CLI::App& app, Context& context);
void add_chat(CLI::App& app, Context& context);
void add_convert(CLI::App& app, Context& context);
void add_generate(CLI::App& app, Context& context);
void add_info(CLI::App& app, Context& context);
void add_perplexity(CLI::App& app, Context& context);
void add_synth(CLI::App& app, Context& context);
void add_tokenize(CLI::App& app, Context& context);
void add_verify_receipt(CLI::App& app, Context& context);

}  // namespace bitnet::runtime::cli
