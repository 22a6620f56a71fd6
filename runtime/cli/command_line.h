// SPDX-License-Identifier: Apache-2.0
// The grammar of the command line: global options, verbs, and what is said about a wrong one.
#pragma once

#include "verbs.h"

#include <memory>
#include <string>
#include <vector>

namespace bitnet::runtime::cli {

class CommandLine {
 public:
  explicit CommandLine(Context& context);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Fills context.action. A text that is not empty (help, version) is to be printed instead of
  /// acting. Errors are kUsage, one sentence.
  [[nodiscard]] Result<std::string> parse(std::vector<std::string> args);

 private:
  Context& context_;
  std::unique_ptr<CLI::App> app_;
};

}  // namespace bitnet::runtime::cli
