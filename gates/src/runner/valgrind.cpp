// SPDX-License-Identifier: Apache-2.0
// valgrind as a child process. Reads nothing that its tools write.
#include "runner/valgrind.h"

#include "runner/outcome.h"
#include "runner/program.h"

#include <perfgate/runner.h>

namespace perfgate::runner_detail {
namespace {

constexpr double kSlowdown = 100;  // of a program under valgrind, generously

}  // namespace

std::string valgrind_missing() {
  return check_program("valgrind", ".") ? "" : "valgrind is not installed";
}

Result<std::string> run_valgrind(const std::string& tool, const std::vector<std::string>& options,
                                 const std::vector<std::string>& argv, const std::string& directory,
                                 const std::string& scratch, double timeout_s) {
  std::vector<std::string> command{"valgrind", "--tool=" + tool};
  command.insert(command.end(), options.begin(), options.end());
  command.insert(command.end(), argv.begin(), argv.end());
  const double limit = kSlowdown * timeout_s;
  const auto result = run_process(command, directory, limit, scratch + "/" + tool + ".log", nullptr,
                                  {"BITNET_ISA=avx2"});
  if (!result && result.error().code == ExitCode::kInterrupted) {
    return tl::unexpected(result.error());
  }
  const std::string failure = process_failure(result, limit);
  return failure.empty() ? std::string() : "under " + tool + ": " + failure;
}

}  // namespace perfgate::runner_detail
