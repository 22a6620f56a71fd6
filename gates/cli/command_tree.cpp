// SPDX-License-Identifier: Apache-2.0
// The CLI11 application as data; see command_tree.h. The only thing it adds are the values of
// options with few of them, which CLI11 hides in its checks.
#include "command_tree.h"

#include "verbs.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace perfgate::cli {
namespace {

std::vector<std::string> choices_of(const std::string& option) {
  if (option == "--format") {
    return {kFormatNames.begin(), kFormatNames.end()};
  }
  if (option == "--color") {
    return {"auto", "always", "never"};
  }
  if (option == "--profile") {
    return {"quick", "full"};
  }
  if (option == "--features") {
    return {"cpu", "gpu"};
  }
  return option == "SHELL" ? std::vector<std::string>{"bash", "zsh", "fish", "man"}
                           : std::vector<std::string>();
}

OptionInfo option_info(const CLI::Option& option) {
  OptionInfo info;
  for (const std::string& name : option.get_snames()) {
    info.names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    info.names.push_back("--" + name);
  }
  if (info.names.empty()) {
    info.names.push_back(option.get_single_name());
  }
  const bool flag = option.get_items_expected_max() == 0;
  info.value = flag ? std::string() : option.get_type_name();
  info.description = option.get_description();
  info.choices = choices_of(info.names.back());
  info.path = info.value == "FILE" || info.value == "PATH" || info.value == "DIR";
  info.required = option.get_required();
  const bool collects = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  info.repeats = !flag && (collects || option.get_items_expected_max() > 1);
  return info;
}

VerbInfo verb_info(const CLI::App& app, const std::string& path) {
  VerbInfo verb;
  verb.path = path;
  verb.name = app.get_name();
  verb.description = app.get_description();
  verb.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    (option->get_positional() ? verb.arguments : verb.options).push_back(option_info(*option));
  }
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
    verb.verbs.push_back(
        verb_info(*child, path.empty() ? child->get_name() : path + " " + child->get_name()));
  }
  return verb;
}

void collect(const VerbInfo& verb, std::vector<const VerbInfo*>& found) {
  found.push_back(&verb);
  for (const VerbInfo& child : verb.verbs) {
    collect(child, found);
  }
}

}  // namespace

VerbInfo command_tree(const CLI::App& program) {
  return verb_info(program, "");
}

std::vector<const VerbInfo*> all_verbs(const VerbInfo& program) {
  std::vector<const VerbInfo*> found;
  collect(program, found);
  return found;
}

}  // namespace perfgate::cli
