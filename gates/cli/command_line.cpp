// SPDX-License-Identifier: Apache-2.0
// Builds the CLI11 application and turns its exceptions into one sentence each. CLI11's own exit
// codes and number validators (which accept NaN) are not used.
#include "command_line.h"

#include <perfgate/text.h>
#include <perfgate/version.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace perfgate::cli {
namespace {

constexpr std::array<std::string_view, 3> kColors = {"auto", "always", "never"};

constexpr const char* kFooter = R"(Examples:
  perfgate run --rounds 5                           measure: five fresh processes of every suite
  perfgate baseline save runs/RUN                   keep that run as the baseline of this machine
  perfgate gate                                     run, compare, check SLOs, write reports
  perfgate paired --base-ref main                   interleave two builds: the strongest evidence
  perfgate compare OLD.json NEW.json                two Google Benchmark files
  perfgate compare target/criterion --baseline-set base --current-set new target/criterion
  perfgate report reports/latest/gate.json --format markdown -o gate.md

Exit codes:
  0    pass
  1    gate failed: a regression at or above the blocking class, an SLO breached, a failed row
  2    usage: bad flag, bad config
  3    input or tool error: file missing or malformed, nothing matched, program missing, disk full
  4    not comparable: other hardware, or both sides are the same data
  5    undecided: rows could not be tested at this budget and the policy says that must not pass
  130  interrupted)";

template <std::size_t N>
std::string check_choice(const std::string& text, const std::array<std::string_view, N>& choices) {
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) {
    return "";
  }
  std::string message = "must be " + std::string(choices[0]);
  for (std::size_t i = 1; i < N; ++i) {
    message += (i + 1 == N ? " or " : ", ") + std::string(choices[i]);
  }
  const auto near = nearest_name(text, choices);
  message += fmt::format(", not '{}'", text);
  return near ? message + fmt::format("; did you mean '{}'?", *near) : message;
}

// "perfgate baseline save": the verb that was being parsed.
const CLI::App* active(const CLI::App* app) {
  const std::vector<CLI::App*> parsed = app->get_subcommands();
  return parsed.empty() ? app : active(parsed.front());
}

std::string full_name(const CLI::App* app) {
  return app->get_parent() == nullptr ? "perfgate"
                                      : full_name(app->get_parent()) + " " + app->get_name();
}

std::string help_of(const CLI::App* app) {
  if (app->get_parent() == nullptr) {
    return app->help();
  }
  return app->help(full_name(app->get_parent())) +
         "\nGlobal options and exit codes: perfgate --help\n";
}

// "--rounds: 1 required N missing" in the words of the other errors.
std::string value_error(const std::string& message) {
  const std::string option = message.substr(0, message.find(':'));
  if (message.ends_with("missing")) {
    return option + " needs a value";
  }
  return message.find("At Most") != std::string::npos ? option + " may be given only once"
                                                      : message;
}

std::vector<std::string> verb_names(const CLI::App* app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app->get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::vector<std::string> option_names(const CLI::App* app) {
  std::vector<std::string> names;
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        names.push_back("--" + name);
      }
    }
  }
  return names;
}

std::string suggestion(const std::string& word, const std::vector<std::string>& names) {
  const auto near = nearest_name(word, names);
  return near ? fmt::format("; did you mean '{}'?", *near) : std::string();
}

}  // namespace

CommandLine::CommandLine(Context& context)
    : context_(context),
      app_(std::make_unique<CLI::App>("perfgate: did performance change, and may this pass?",
                                      "perfgate")) {
  app_->fallthrough();  // inherited: global options may stand after the verb
  app_->require_subcommand(1);
  app_->get_formatter()->column_width(34);
  app_->get_formatter()->label("SUBCOMMAND", "VERB");
  app_->set_version_flag("--version", std::string("perfgate ") + version());
  add_global_options();
  add_run(*app_, context);
  add_compare(*app_, context);
  add_gate(*app_, context);
  add_paired(*app_, context);
  add_calibrate(*app_, context);
  add_doctor(*app_, context);
  add_report(*app_, context);
  add_ledger(*app_, context);
  add_baseline(*app_, context);
  add_history(*app_, context);
  add_verify(*app_, context);
  add_init(*app_, context);
  add_import(*app_, context);
  add_export(*app_, context);
  add_completions(*app_, context);
  app_->footer(kFooter);  // set last: verbs without a footer of their own would inherit it
  for (CLI::App* verb : app_->get_subcommands([](const CLI::App*) { return true; })) {
    verb->group("Verbs");
  }
}

CommandLine::~CommandLine() = default;

void CommandLine::add_global_options() {
  GlobalOptions& global = context_.global;
  app_->add_option("--config", global.config,
                   "Configuration file (default: perfgate.toml here or in a parent folder)")
      ->type_name("FILE");
  app_->add_option("--format", format_,
                   "text, markdown, json, html, junit, github, checkrun, csv, jsonl or prometheus "
                   "(default: text); export: csv, jsonl, prometheus, benchstat, google_benchmark")
      ->type_name("FORMAT")
      ->check([](const std::string& text) { return check_choice(text, kFormatNames); }, "", "");
  app_->add_option("-o,--output", global.output, "Write the result to FILE; - is stdout")
      ->type_name("FILE");
  app_->add_option("--color", global.color,
                   "auto, always or never (default: auto, which honours NO_COLOR)")
      ->type_name("WHEN")
      ->check([](const std::string& text) { return check_choice(text, kColors); }, "", "");
  app_->add_flag("-q,--quiet", quiet_, "Only the verdict; no progress, no warnings");
  app_->add_flag("-v,--verbose", verbose_, "Every row and every warning");
  app_->add_flag("--exit-zero", global.exit_zero,
                 "Advisory: a verdict never fails the job (exit codes 1, 4, 5 become 0)");
}

Error CommandLine::explain(const std::string& message) const {
  const CLI::App* verb = active(app_.get());
  const std::string help = fmt::format(" (see {} --help)", full_name(verb));
  for (const std::string& word : app_->remaining(true)) {
    if (word == "--") {
      continue;
    }
    if (word.size() > 1 && word.front() == '-') {
      const std::string name = word.substr(0, word.find('='));
      return {ExitCode::kUsage, fmt::format("unknown option '{}'{}{}", name,
                                            suggestion(name, option_names(verb)), help)};
    }
    const std::vector<std::string> verbs = verb_names(verb);
    return {ExitCode::kUsage, verbs.empty() ? fmt::format("unexpected argument '{}'{}", word, help)
                                            : fmt::format("unknown verb '{}'{}{}", word,
                                                          suggestion(word, verbs), help)};
  }
  if (!verb_names(verb).empty()) {
    return {ExitCode::kUsage, fmt::format("a verb is needed{}", help)};
  }
  std::string line = message;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return {ExitCode::kUsage, line + help};
}

Result<std::string> CommandLine::parse(std::vector<std::string> args) {
  if (!args.empty() && args.front() == "help") {
    args.erase(args.begin());
    args.emplace_back("--help");
  }
  std::reverse(args.begin(), args.end());  // the order that CLI11 wants
  try {
    app_->parse(std::move(args));
  } catch (const CLI::CallForHelp&) {
    return help_of(active(app_.get()));
  } catch (const CLI::CallForVersion& version_text) {
    return std::string(version_text.what()) + "\n";
  } catch (const CLI::ArgumentMismatch& error) {
    return tl::unexpected(explain(value_error(error.what())));
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(explain(error.what()));
  }
  context_.global.verbosity = verbose_ - quiet_;
  const auto* const format = std::find(kFormatNames.begin(), kFormatNames.end(), format_);
  context_.global.format = static_cast<Format>(format - kFormatNames.begin());
  return std::string();
}

}  // namespace perfgate::cli
