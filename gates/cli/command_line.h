// SPDX-License-Identifier: Apache-2.0
// The grammar of the command line: global options, verbs, and what is said about a wrong one.
#pragma once

#include "verbs.h"

#include <memory>
#include <string>
#include <vector>

namespace perfgate::cli {

class CommandLine {
 public:
  explicit CommandLine(Context& context);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Fills context.global and context.action. A text that is not empty (help, version) is to be
  /// printed instead of acting. Errors are kUsage, one sentence.
  [[nodiscard]] Result<std::string> parse(std::vector<std::string> args);

 private:
  void add_global_options();
  [[nodiscard]] Error explain(const std::string& message) const;

  Context& context_;
  int verbose_ = 0;
  int quiet_ = 0;
  std::string format_ = "text";
  std::unique_ptr<CLI::App> app_;
};

}  // namespace perfgate::cli
