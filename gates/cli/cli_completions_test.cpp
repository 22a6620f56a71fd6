// SPDX-License-Identifier: Apache-2.0
// Completions and manual against the program's own help: every verb, every option, nothing else.
#include "cli_harness.h"
#include "report/golden.h"

#include <doctest/doctest.h>

#include <regex>
#include <set>
#include <sstream>

namespace perfgate::cli_test {
namespace {

std::string help_of(const std::string& verb) {
  std::vector<std::string> args;
  std::istringstream words(verb);
  for (std::string word; words >> word;) {
    args.push_back(word);
  }
  args.emplace_back("--help");
  const Outcome outcome = call(args);
  REQUIRE(outcome.code == 0);
  return outcome.out;
}

/// First words of the lines below the heading `title`.
std::vector<std::string> listed(const std::string& help, const std::string& title) {
  std::vector<std::string> names;
  std::istringstream in(help);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    inside = line == title || (inside && !line.empty());
    std::smatch found;
    if (inside && std::regex_search(line, found, std::regex("^  ([a-z][a-z-]*)"))) {
      names.push_back(found[1]);
    }
  }
  return names;
}

std::set<std::string> long_options(const std::string& help) {
  std::set<std::string> options;
  std::istringstream in(help);
  for (std::string line; std::getline(in, line);) {
    std::smatch found;
    if (std::regex_search(line, found, std::regex("^  (-[a-z],)?(--[a-z-]+)"))) {
      options.insert(found[2]);
    }
  }
  return options;
}

std::vector<std::string> every_verb() {
  std::vector<std::string> verbs;
  for (const std::string& verb : listed(help_of(""), "Verbs:")) {
    verbs.push_back(verb);
    for (const std::string& child : listed(help_of(verb), "Subcommands:")) {
      verbs.push_back(verb + " " + child);
    }
  }
  return verbs;
}

std::string completions(const std::string& shell) {
  const Outcome outcome = call({"completions", shell});
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.empty());
  return outcome.out;
}

/// The words that the bash script offers for a verb.
std::set<std::string> bash_words(const std::string& script, const std::string& verb) {
  std::smatch found;
  const std::regex line("\n    \"" + verb + "\"\\) options=\"([^\"]*)\"; words=\"([^\"]*)\"");
  REQUIRE(std::regex_search(script, found, line));
  std::istringstream in(found[1].str() + " " + found[2].str());
  std::set<std::string> words;
  for (std::string word; in >> word;) {
    words.insert(word);
  }
  return words;
}

TEST_CASE("completions: bash offers every verb and option of every help") {
  const std::string script = completions("bash");
  const std::vector<std::string> verbs = every_verb();
  CHECK(verbs.size() >= 14);
  for (const std::string& verb : verbs) {
    CAPTURE(verb);
    const std::set<std::string> words = bash_words(script, verb);
    for (const std::string& option : long_options(help_of(verb))) {
      CAPTURE(option);
      CHECK(words.contains(option));
    }
    CHECK(words.contains("--config"));
    CHECK(words.contains("--format"));
  }
  CHECK(bash_words(script, "").contains("completions"));
  CHECK(bash_words(script, "baseline").contains("save"));
}

TEST_CASE("completions: zsh and fish have every verb and option") {
  const std::string zsh = completions("zsh");
  const std::string fish = completions("fish");
  for (const std::string& verb : every_verb()) {
    CAPTURE(verb);
    CHECK(contains(zsh, "_perfgate_" + std::regex_replace(verb, std::regex(" "), "_") + "() {"));
    for (const std::string& option : long_options(help_of(verb))) {
      CAPTURE(option);
      CHECK(contains(zsh, option));
      CHECK((option == "--help" ||
             contains(fish, "__perfgate_at \"" + verb + "\"' -l " + option.substr(2))));
    }
  }
}

TEST_CASE("completions: the manual names every verb and option, and the file is up to date") {
  const std::string page = completions("man");
  const std::string plain = std::regex_replace(page, std::regex("\\\\-"), "-");
  for (const std::string& verb : every_verb()) {
    CAPTURE(verb);
    CHECK(contains(plain, ".SS perfgate " + verb + "\n"));
    for (const std::string& option : long_options(help_of(verb))) {
      CAPTURE(option);
      CHECK((option == "--help" || contains(plain, "\\fB" + option + "\\fR")));
    }
  }
  golden::check("../../docs/man/perfgate.1", page);
}

TEST_CASE("completions: shells that do not exist") {
  const Outcome outcome = call({"completions", "tcsh"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "must be bash, zsh, fish or man, not 'tcsh'"));
  CHECK(call({"completions"}).code == 2);
  CHECK(call({"completions", "bash", "--format", "json"}).code == 2);
}

}  // namespace
}  // namespace perfgate::cli_test
