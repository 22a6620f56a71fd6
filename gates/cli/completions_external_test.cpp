// SPDX-License-Identifier: Apache-2.0
// Completions in the shells that they are for, and the manual in the programs that print it.
// Skipped, and says so, where one is not installed.
#include "cli_harness.h"

#include <doctest/doctest.h>

#include <cstdlib>

namespace perfgate::cli_test {
namespace {

bool has_program(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

/// Writes what `completions shell` prints, and runs `command` with its path as $1; the words that
/// come out.
class Shell : public TestFolder {
 public:
  explicit Shell(const std::string& shell) { put("script", call({"completions", shell}).out); }

  [[nodiscard]] std::string words(const std::string& program, const std::string& commands) const {
    put("commands", commands);
    const std::string line = program + " " + path("commands") + " " + path("script") + " >" +
                             path("words") + " 2>&1 </dev/null";
    CHECK(std::system(line.c_str()) == 0);
    return get("words");
  }
};

TEST_CASE("completions: bash completes verbs, options and values") {
  const Shell shell("bash");
  const std::string run =
      "source \"$1\"\ntry() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); "
      "_perfgate; "
      "echo \"<${COMPREPLY[*]}>\"; }\ncompopt() { :; }\n"
      "try perfgate gat\ntry perfgate gate --prof\ntry perfgate gate --profile q\n"
      "try perfgate --format = js\ntry perfgate baseline sa\ntry perfgate --config gate comp\n"
      "try perfgate completions z\ntry perfgate gate --rounds 1\n";
  const std::string words = shell.words("bash --norc", run);
  CHECK(words ==
        "<gate>\n<--profile>\n<quick>\n<json jsonl>\n<save>\n<compare completions>\n<zsh>\n"
        "<>\n");
}

TEST_CASE("completions: bash script passes shellcheck") {
  if (!has_program("shellcheck")) {
    MESSAGE("skipped: shellcheck is not installed");
    return;
  }
  const Shell shell("bash");
  CHECK(std::system(("shellcheck " + shell.path("script")).c_str()) == 0);
}

TEST_CASE("completions: zsh accepts the script") {
  if (!has_program("zsh")) {
    MESSAGE("skipped: zsh is not installed");
    return;
  }
  const Shell shell("zsh");
  CHECK(shell.words("zsh -f",
                    "zsh -n \"$1\" || exit 1\nautoload -Uz compinit && compinit -u -D\n"
                    "source \"$1\"\nprint $_comps[perfgate]\n") == "_perfgate\n");
}

TEST_CASE("completions: fish completes verbs, options and values") {
  if (!has_program("fish")) {
    MESSAGE("skipped: fish is not installed");
    return;
  }
  const Shell shell("fish");
  const std::string words = shell.words(
      "env HOME=" + shell.path() + " fish --no-config",
      "source $argv[1]\nfor line in 'perfgate gat' 'perfgate gate --prof' 'perfgate gate --profile "
      "q' 'perfgate baseline sa' 'perfgate completions z'\n"
      "complete -C $line | string replace -r '\\t.*' ''\nend\ntrue\n");
  CHECK(words == "gate\n--profile\nquick\nsave\nzsh\n");
}

TEST_CASE("completions: man prints the manual without a warning") {
  if (!has_program("man")) {
    MESSAGE("skipped: man is not installed");
    return;
  }
  const Shell shell("man");
  const std::string line = "LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z " +
                           shell.path("script") + " 2>" + shell.path("errors") + " >/dev/null";
  CHECK(std::system(line.c_str()) == 0);
  CHECK(shell.get("errors").empty());
}

TEST_CASE("completions: mandoc finds nothing wrong with the manual") {
  if (!has_program("mandoc")) {
    MESSAGE("skipped: mandoc is not installed");
    return;
  }
  const Shell shell("man");
  // Style only: without a date the page is the same every day.
  CHECK(std::system(("mandoc -T lint -W warning " + shell.path("script") +
                     " | grep -v 'missing "
                     "date' | (! grep .)")
                        .c_str()) == 0);
}

}  // namespace
}  // namespace perfgate::cli_test
