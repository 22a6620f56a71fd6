// SPDX-License-Identifier: Apache-2.0
// run_cli: parse, act, say what went wrong. Results are written as they come, because a reader
// watches tokens appear; files are replaced whole by the verbs that write them.
#include "cli.h"

#include "command_line.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <istream>
#include <new>
#include <ostream>

namespace bitnet::runtime::cli {
namespace {

// Control characters of a hostile file name or token must not reach a terminal.
std::string terminal_safe(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    safe += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return safe;
}

int run_guarded(const std::vector<std::string>& args, Context& context) {
  CommandLine line(context);
  const Result<std::string> instead = line.parse(args);
  if (!instead) {
    return fail(context, instead.error());
  }
  int exit_code = code(ExitCode::kOk);
  if (instead->empty()) {
    exit_code = context.action();
  } else {
    context.out << *instead;
  }
  const Result<void> written = flush_results(context);
  if (!written && exit_code == code(ExitCode::kOk)) {
    return fail(context, written.error());
  }
  return exit_code;
}

}  // namespace

int fail(Context& context, const Error& error) {
  context.err << "bitnet: " << terminal_safe(error.message) << std::endl;
  return code(error.code);
}

void warn(Context& context, const std::string& message) {
  if (!context.quiet) {
    context.err << "bitnet: warning: " << terminal_safe(message) << std::endl;
  }
}

Result<void> flush_results(Context& context) {
  errno = 0;
  context.out.flush();
  if (context.out || errno == EPIPE) {
    return {};
  }
  return input_error(std::string("cannot write to standard output: ") +
                     (errno != 0 ? std::strerror(errno) : "the stream failed"));
}

int run_cli(const std::vector<std::string>& args, std::istream& in, std::ostream& out,
            std::ostream& err, const std::atomic<bool>& interrupted) {
  try {
    Context context{in, out, err, interrupted, false, {}};
    return run_guarded(args, context);
  } catch (const std::bad_alloc&) {
    err << "bitnet: out of memory\n";
    return code(ExitCode::kOutOfMemory);
  } catch (const std::exception& error) {
    err << "bitnet: internal error: " << error.what() << '\n';
  }
  return code(ExitCode::kInput);
}

}  // namespace bitnet::runtime::cli
