// SPDX-License-Identifier: Apache-2.0
// Completions for zsh: one function a verb, each a call of _arguments.
#include "command_tree.h"

#include <fmt/format.h>

#include <algorithm>

namespace perfgate::cli {
namespace {

// For a specification inside single quotes.
std::string spec_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':' || c == '\\') {
      out += std::string("\\") + c;
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out;
}

std::string function_name(const VerbInfo& verb) {
  std::string name = "_perfgate";
  for (const char c : verb.path.empty() ? std::string() : " " + verb.path) {
    name += c == ' ' ? '_' : c;
  }
  return name;
}

std::string action(const OptionInfo& option) {
  if (option.choices.empty()) {
    return option.path ? "_files" : " ";
  }
  std::string words;
  for (const std::string& choice : option.choices) {
    words += (words.empty() ? "" : " ") + choice;
  }
  return "(" + words + ")";
}

std::string option_specs(const OptionInfo& option) {
  std::string text;
  for (const std::string& name : option.names) {
    const bool long_value = !option.value.empty() && name.starts_with("--");
    text += fmt::format(" \\\n    '{}{}{}[{}]", option.repeats ? "*" : "", name,
                        long_value ? "=" : "", spec_text(option.description));
    text += option.value.empty() ? "'" : fmt::format(":{}:{}'", option.value, action(option));
  }
  return text;
}

std::string argument_spec(const OptionInfo& argument) {
  const char* place = argument.repeats ? "*" : argument.required ? "" : ":";
  return fmt::format(" \\\n    '{}:{}:{}'", place, spec_text(argument.names.front()),
                     action(argument));
}

std::string all_option_specs(const VerbInfo& verb, const VerbInfo& program) {
  std::string text;
  for (const OptionInfo& option : verb.options) {
    text += option_specs(option);
  }
  if (&verb == &program) {
    return text;
  }
  for (const OptionInfo& option : program.options) {
    const bool known =
        std::any_of(verb.options.begin(), verb.options.end(),
                    [&](const OptionInfo& own) { return own.names.back() == option.names.back(); });
    text += known ? std::string() : option_specs(option);
  }
  return text;
}

std::string leaf_function(const VerbInfo& verb, const VerbInfo& program) {
  std::string text =
      function_name(verb) + "() {\n  _arguments -s" + all_option_specs(verb, program);
  for (const OptionInfo& argument : verb.arguments) {
    text += argument_spec(argument);
  }
  return text + "\n}\n\n";
}

std::string parent_function(const VerbInfo& verb, const VerbInfo& program) {
  std::string text = function_name(verb) +
                     "() {\n  local curcontext=$curcontext state line\n  typeset -A opt_args\n"
                     "  _arguments -s -C" +
                     all_option_specs(verb, program) +
                     " \\\n    '1:verb:->verb' \\\n    '*::argument:->rest' && return\n"
                     "  case $state in\n    verb)\n      local -a verbs=(";
  for (const VerbInfo& child : verb.verbs) {
    text += fmt::format("\n        '{}:{}'", child.name, spec_text(child.description));
  }
  text += "\n      )\n      _describe verb verbs ;;\n    rest)\n      case $line[1] in";
  for (const VerbInfo& child : verb.verbs) {
    text += fmt::format("\n        {}) {} ;;", child.name, function_name(child));
  }
  return text + "\n      esac ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completions(const VerbInfo& program) {
  std::string text =
      "#compdef perfgate\n# zsh completion for perfgate; keep it as _perfgate in a folder of "
      "$fpath,\n# or load it with: source <(perfgate completions zsh)\n\n";
  for (const VerbInfo* verb : all_verbs(program)) {
    text += verb->verbs.empty() ? leaf_function(*verb, program) : parent_function(*verb, program);
  }
  return text +
         "if [[ $funcstack[1] == _perfgate ]]; then\n  _perfgate \"$@\"\nelse\n"
         "  compdef _perfgate perfgate\nfi\n";
}

}  // namespace perfgate::cli
