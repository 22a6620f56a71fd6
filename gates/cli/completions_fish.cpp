// SPDX-License-Identifier: Apache-2.0
// Completions for fish: one line an option, valid for the verb that stands on the command line.
#include "command_tree.h"

#include <fmt/format.h>

namespace perfgate::cli {
namespace {

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      out += '\\';
    }
    out += c == '\n' ? ' ' : c;
  }
  return out + "'";
}

std::string words_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

std::string value_part(const OptionInfo& option) {
  if (option.value.empty()) {
    return "";
  }
  if (!option.choices.empty()) {
    return " -x -a " + fish_quoted(words_of(option.choices));
  }
  return option.path ? " -r -F" : " -x";
}

std::string option_line(const OptionInfo& option, const std::string& condition) {
  std::string text = "complete -c perfgate" + condition;
  for (const std::string& name : option.names) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return text + value_part(option) + " -d " + fish_quoted(option.description) + "\n";
}

std::string verb_lines(const VerbInfo& verb, const VerbInfo& program) {
  const std::string here = " -n " + fish_quoted("__perfgate_at \"" + verb.path + "\"");
  const bool root = &verb == &program;
  std::string text;
  for (const OptionInfo& option : verb.options) {
    text += option_line(option, root ? std::string() : here);  // those of the program: anywhere
  }
  for (const VerbInfo& child : verb.verbs) {
    text += fmt::format("complete -c perfgate{} -a {} -d {}\n", here, child.name,
                        fish_quoted(child.description));
  }
  for (const OptionInfo& argument : verb.arguments) {
    if (!argument.choices.empty()) {
      text += fmt::format("complete -c perfgate{} -a {}\n", here,
                          fish_quoted(words_of(argument.choices)));
    } else if (argument.path) {
      text += "complete -c perfgate" + here + " -F\n";
    }
  }
  return text;
}

std::string verb_cases(const VerbInfo& program) {
  std::string text;
  for (const VerbInfo* verb : all_verbs(program)) {
    if (!verb->path.empty()) {
      const bool top = verb->path.find(' ') == std::string::npos;
      text += " " + fish_quoted(top ? " " + verb->path : verb->path);
    }
  }
  return text;
}

}  // namespace

std::string fish_completions(const VerbInfo& program) {
  std::string text =
      "# fish completion for perfgate; load it with: perfgate completions fish | source\n"
      "# True when the verb on the command line is $argv[1].\n"
      "function __perfgate_at\n  set -l verb ''\n  set -l words (commandline -opc)\n"
      "  for word in $words[2..-1]\n    switch \"$verb $word\"\n      case" +
      verb_cases(program) +
      "\n        set verb (string trim -- \"$verb $word\")\n    end\n  end\n"
      "  test \"$verb\" = \"$argv[1]\"\nend\n\ncomplete -c perfgate -f\n";
  for (const VerbInfo* verb : all_verbs(program)) {
    text += verb_lines(*verb, program);
  }
  return text;
}

}  // namespace perfgate::cli
