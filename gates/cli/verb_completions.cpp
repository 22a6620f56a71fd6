// SPDX-License-Identifier: Apache-2.0
// The verb completions: scripts for shells and the manual page, made from the parser itself.
#include "command_tree.h"
#include "verbs.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace perfgate::cli {
namespace {

int print_completions(Context& context, const CLI::App& program, const std::string& shell) {
  const Result<void> format = refuse_format(context, "completions", false);
  if (!format) {
    return fail(context, format.error());
  }
  const VerbInfo tree = command_tree(program);
  if (shell == "bash") {
    context.out << bash_completions(tree);
  } else if (shell == "zsh") {
    context.out << zsh_completions(tree);
  } else if (shell == "fish") {
    context.out << fish_completions(tree);
  } else {
    context.out << man_page(tree);
  }
  return code(ExitCode::kPass);
}

std::string check_shell(const std::string& text) {
  const bool known = text == "bash" || text == "zsh" || text == "fish" || text == "man";
  return known ? std::string() : "must be bash, zsh, fish or man, not '" + text + "'";
}

}  // namespace

void add_completions(CLI::App& app, Context& context) {
  CLI::App* verb =
      app.add_subcommand("completions", "Print a completion script or the manual page");
  auto shell = std::make_shared<std::string>();
  verb->add_option("SHELL", *shell, "bash, zsh, fish; or man for the manual page perfgate(1)")
      ->type_name("NAME")
      ->required()
      ->check(check_shell, "", "");
  verb->footer(
      "Examples:\n  source <(perfgate completions bash)\n"
      "  perfgate completions man -o perfgate.1");
  verb->callback([&app, &context, shell] {
    context.action = [&app, &context, shell] { return print_completions(context, app, *shell); };
  });
}

}  // namespace perfgate::cli
