// SPDX-License-Identifier: Apache-2.0
// Completions for bash, without the package bash-completion. Words that a user could have typed are
// compared, never evaluated.
#include "command_tree.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace perfgate::cli {
namespace {

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : separator) + word;
  }
  return text;
}

// Options of one name are completed alike in all verbs: the paths of one are harmless for another.
struct ValueKinds {
  std::set<std::string> all, paths, free;      // free: nothing can be offered
  std::map<std::string, std::string> choices;  // option -> words
};

ValueKinds value_kinds(const VerbInfo& program) {
  ValueKinds kinds;
  for (const VerbInfo* verb : all_verbs(program)) {
    for (const OptionInfo& option : verb->options) {
      for (const std::string& name : option.names) {
        if (option.value.empty()) {
          continue;
        }
        kinds.all.insert(name);
        if (!option.choices.empty()) {
          kinds.choices[name] = joined(option.choices, " ");
        } else {
          (option.path ? kinds.paths : kinds.free).insert(name);
        }
      }
    }
  }
  for (const std::string& name : kinds.paths) {
    kinds.free.erase(name);
  }
  return kinds;
}

std::string alternatives(const std::set<std::string>& names) {
  return joined({names.begin(), names.end()}, " | ");
}

std::string verb_patterns(const VerbInfo& program) {
  std::vector<std::string> patterns;
  for (const VerbInfo* verb : all_verbs(program)) {
    if (!verb->path.empty()) {
      const std::size_t gap = verb->path.rfind(' ');
      patterns.push_back(gap == std::string::npos ? "\" " + verb->path + "\""
                                                  : "\"" + verb->path + "\"");
    }
  }
  return joined(patterns, " | ");
}

std::string value_cases(const ValueKinds& kinds) {
  std::string text;
  for (const auto& [name, words] : kinds.choices) {
    text +=
        fmt::format("    {}) mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$cur\"); return ;;\n",
                    name, words);
  }
  text += fmt::format(
      "    {}) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n",
      alternatives(kinds.paths));
  return text + fmt::format("    {}) return ;;\n", alternatives(kinds.free));
}

std::string verb_words(const VerbInfo& verb, const VerbInfo& program) {
  std::vector<std::string> options;
  for (const VerbInfo* level : {&verb, &program}) {
    for (const OptionInfo& option : level->options) {
      options.insert(options.end(), option.names.begin(), option.names.end());
    }
    if (&verb == &program) {
      break;
    }
  }
  std::vector<std::string> words;
  for (const VerbInfo& child : verb.verbs) {
    words.push_back(child.name);
  }
  bool paths = false;
  for (const OptionInfo& argument : verb.arguments) {
    words.insert(words.end(), argument.choices.begin(), argument.choices.end());
    paths = paths || argument.path;
  }
  return fmt::format("    \"{}\") options=\"{}\"; words=\"{}\"; paths={} ;;\n", verb.path,
                     joined(options, " "), joined(words, " "), paths ? 1 : 0);
}

constexpr const char* kBashHead =
    R"(# bash completion for perfgate; load it with: source <(perfgate completions bash)
# shellcheck shell=bash
_perfgate() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev="" verb="" options="" words="" paths=0 i
  ((COMP_CWORD > 0)) && prev=${COMP_WORDS[COMP_CWORD - 1]}
  if [[ $prev == "=" ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $cur == "=" ]]; then
    cur=""
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
)";

constexpr const char* kBashTail = R"(  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  elif [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  elif ((paths)); then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  fi
}
complete -F _perfgate perfgate
)";

}  // namespace

std::string bash_completions(const VerbInfo& program) {
  const ValueKinds kinds = value_kinds(program);
  std::string text = kBashHead;
  text += fmt::format("    case ${{COMP_WORDS[i - 1]}} in\n      {}) continue ;;\n    esac\n",
                      alternatives(kinds.all));
  text += fmt::format(
      "    case \"$verb ${{COMP_WORDS[i]}}\" in\n      {}) verb=${{verb:+$verb "
      "}}${{COMP_WORDS[i]}} "
      ";;\n    esac\n  done\n  COMPREPLY=()\n  case $prev in\n",
      verb_patterns(program));
  text += value_cases(kinds) + "  esac\n  case $verb in\n";
  for (const VerbInfo* verb : all_verbs(program)) {
    text += verb_words(*verb, program);
  }
  return text + kBashTail;
}

}  // namespace perfgate::cli
