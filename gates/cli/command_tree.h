// SPDX-License-Identifier: Apache-2.0
// Verbs and options of the program as data: what completions and the manual are made of. Filled
// from the CLI11 application, so that neither can name what the parser does not know.
#pragma once

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 named it
class App;
}

namespace perfgate::cli {

struct OptionInfo {
  std::vector<std::string> names;  // "-o", "--output"; for an argument its one name
  std::string value;               // what its value is called; "" = a flag
  std::string description;
  std::vector<std::string> choices;  // all values there are; empty = any
  bool path = false;                 // the value is a file or folder
  bool required = false;
  bool repeats = false;
};

struct VerbInfo {
  std::string path;  // "baseline save"; "" for the program itself
  std::string name;  // "save"
  std::string description, footer;
  std::vector<OptionInfo> options;    // without those of the parents
  std::vector<OptionInfo> arguments;  // in their order
  std::vector<VerbInfo> verbs;
};

[[nodiscard]] VerbInfo command_tree(const CLI::App& program);

/// The program and all its verbs, parents first.
[[nodiscard]] std::vector<const VerbInfo*> all_verbs(const VerbInfo& program);

[[nodiscard]] std::string bash_completions(const VerbInfo& program);
[[nodiscard]] std::string zsh_completions(const VerbInfo& program);
[[nodiscard]] std::string fish_completions(const VerbInfo& program);

/// perfgate(1) for man -l and mandoc.
[[nodiscard]] std::string man_page(const VerbInfo& program);

}  // namespace perfgate::cli
