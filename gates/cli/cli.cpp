// SPDX-License-Identifier: Apache-2.0
// run_cli: parse, act, deliver. Results are collected first and written at the end, so that a file
// given with --output is replaced whole or not at all, and a full disk is an error instead of a
// silent cut.
#include "command_line.h"

#include <perfgate/cli.h>
#include <perfgate/files.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>
#include <string_view>
#include <unistd.h>

namespace perfgate {
namespace {

using cli::code;
using cli::Context;

bool set_in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool capable_terminal(int descriptor) {
  const char* term = std::getenv("TERM");
  return isatty(descriptor) == 1 && !(term != nullptr && std::string_view(term) == "dumb");
}

bool wants_color(const cli::GlobalOptions& global, const std::ostream& out) {
  if (global.color != "auto") {
    return global.color == "always";
  }
  const bool to_stdout = global.output.empty() || global.output == "-";
  return to_stdout && &out == &std::cout && !set_in_environment("NO_COLOR") &&
         capable_terminal(STDOUT_FILENO);
}

bool wants_progress(const cli::GlobalOptions& global, const std::ostream& err) {
  return global.verbosity >= 0 && &err == &std::cerr && !set_in_environment("CI") &&
         capable_terminal(STDERR_FILENO);
}

// A reader that has seen enough (`perfgate ... | head`) is no error.
Result<void> write_stream(std::ostream& out, const std::string& text) {
  errno = 0;
  out << text;
  out.flush();
  if (out || errno == EPIPE) {
    return {};
  }
  return input_error(std::string("cannot write to standard output: ") +
                     (errno != 0 ? std::strerror(errno) : "the stream failed"));
}

Result<void> deliver(const cli::GlobalOptions& global, std::ostream& out, const std::string& text) {
  if (global.output.empty() || global.output == "-") {
    return write_stream(out, text);
  }
  // Nothing to deliver means that an error was reported: an older result stays as it is.
  return text.empty() ? Result<void>{} : write_file_atomic(global.output, text);
}

int softened(int exit_code, bool exit_zero) {
  const bool verdict = exit_code == code(ExitCode::kFailed) ||
                       exit_code == code(ExitCode::kIncomparable) ||
                       exit_code == code(ExitCode::kUndecided);
  return exit_zero && verdict ? code(ExitCode::kPass) : exit_code;
}

int run_guarded(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
  std::ostringstream results;
  Context context{results, err, {}, false, false, {}};
  cli::CommandLine line(context);
  const Result<std::string> instead = line.parse(args);
  if (!instead) {
    return cli::fail(context, instead.error());
  }
  int exit_code = code(ExitCode::kPass);
  if (instead->empty()) {
    context.color = wants_color(context.global, out);
    context.progress = wants_progress(context.global, err);
    exit_code = context.action();
  } else {
    results << *instead;
  }
  const Result<void> written = deliver(context.global, out, results.str());
  if (!written) {
    const int write_code = cli::fail(context, written.error());
    return exit_code == code(ExitCode::kUsage) ? exit_code : write_code;
  }
  return softened(exit_code, context.global.exit_zero);
}

}  // namespace

int run_cli(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
  try {
    return run_guarded(args, out, err);
  } catch (const std::bad_alloc&) {
    err << "perfgate: out of memory\n";
  } catch (const std::exception& error) {
    err << "perfgate: internal error: " << error.what() << '\n';
  }
  return code(ExitCode::kInput);
}

}  // namespace perfgate
