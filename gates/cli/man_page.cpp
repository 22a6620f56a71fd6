// SPDX-License-Identifier: Apache-2.0
// perfgate(1) in the man macros that groff and mandoc share. The words are those of --help; only
// the sections that no option holds (environment, files) are written here.
#include "command_tree.h"

#include <perfgate/version.h>

#include <fmt/format.h>

#include <string_view>

namespace perfgate::cli {
namespace {

constexpr const char* kEnvironment = R"(.SH ENVIRONMENT
.TP
.B NO_COLOR
Set and not empty: no colour unless \-\-color always is given.
.TP
.B CI
Set and not empty: no progress line.
.TP
.B SOURCE_DATE_EPOCH
Seconds since 1970 that reports and baselines are dated with, instead of now.
.TP
.BR GITHUB_STEP_SUMMARY ", " GITHUB_OUTPUT
Files that perfgate gate \-\-github appends to.
.TP
.B GITHUB_SHA
Commit that \-\-format checkrun names.
.SH FILES
.TP
.I perfgate.toml
Configuration: the one of \-\-config, or the nearest in this folder or a parent.
)";

std::string roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) {
      out += "\\&";
    }
    line_start = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string argument_text(const OptionInfo& argument) {
  const std::string name = argument.names.front() + (argument.repeats ? "..." : "");
  return argument.required ? name : "[" + name + "]";
}

std::string synopsis(const VerbInfo& verb) {
  std::string text = ".B perfgate" + (verb.path.empty() ? "" : " " + roff(verb.path)) + "\n";
  text += verb.options.empty() ? "" : ".RI [ OPTIONS ]\n";
  text += verb.verbs.empty() ? "" : ".I VERB\n";
  for (const OptionInfo& argument : verb.arguments) {
    text += roff(argument_text(argument)) + "\n";
  }
  return text;
}

std::string option_paragraph(const OptionInfo& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += (names.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  }
  const std::string value = option.value.empty() ? "" : " \\fI" + roff(option.value) + "\\fR";
  return ".TP\n" + names + value + "\n" + roff(option.description) + ".\n";
}

std::string options_of(const VerbInfo& verb) {
  std::string text;
  for (const OptionInfo& argument : verb.arguments) {
    text += option_paragraph({argument.names, "", argument.description, {}, false, false, false});
  }
  for (const OptionInfo& option : verb.options) {
    const bool help = option.names.back() == "--help" && !verb.path.empty();
    text += help ? std::string() : option_paragraph(option);
  }
  return text;
}

// Footers are laid out by hand: examples, tables of codes.
std::string as_written(const std::string& footer) {
  std::string text = ".nf\n";
  for (std::size_t at = 0; at < footer.size();) {
    const std::size_t end = std::min(footer.find('\n', at), footer.size());
    const std::string line = footer.substr(at, end - at);
    text += line.empty() ? ".sp\n" : roff(line) + "\n";
    at = end + 1;
  }
  return text + ".fi\n";
}

std::string verb_section(const VerbInfo& verb) {
  return fmt::format(".SS perfgate {}\n", roff(verb.path)) + roff(verb.description) + ".\n.PP\n" +
         synopsis(verb) + options_of(verb) +
         (verb.footer.empty() ? "" : ".PP\n" + as_written(verb.footer));
}

}  // namespace

std::string man_page(const VerbInfo& program) {
  std::string text =
      fmt::format(".TH PERFGATE 1 \"\" \"perfgate {}\" \"User Commands\"\n", roff(version()));
  text += ".SH NAME\nperfgate \\- did performance change, and may this pass?\n.SH SYNOPSIS\n" +
          synopsis(program);
  text += ".SH GLOBAL OPTIONS\nThey may stand before or after the verb.\n" + options_of(program);
  text += ".SH VERBS\n";
  for (const VerbInfo* verb : all_verbs(program)) {
    text += verb->path.empty() ? std::string() : verb_section(*verb);
  }
  return text + ".SH EXAMPLES AND EXIT STATUS\n" + as_written(program.footer) + kEnvironment;
}

}  // namespace perfgate::cli
