// SPDX-License-Identifier: Apache-2.0
// Builds the CLI11 application and turns its exceptions into one sentence each. CLI11's own exit
// codes are not used.
#include "command_line.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace bitnet::runtime::cli {
namespace {

constexpr const char* kFooter = R"(Examples:
  bitnet synth --preset 2b-4t --out model.gguf            a model file with random weights
  bitnet generate -m model.gguf -p "Once upon a time" -n 64
  bitnet generate -m model.gguf -f prompt.txt --temp 0 --receipt receipt.json
  bitnet chat -m model.gguf                               one turn a line on standard input
  bitnet bench -m model.gguf -p 512,128 -n 128 -r 5 -o md
  bitnet perplexity -m model.gguf -f text.txt
  bitnet convert model.gguf small.gguf --head q6_k        another head; --type tl2: other ternary codes
  bitnet verify-receipt receipt.json

Environment:
  BITNET_ISA            scalar, avx2, avx512vnni or neon_dotprod instead of the best this CPU has
  BITNET_SEED           seed where --seed is not given
  BITNET_DETERMINISTIC  1: seed 42 where none is given; receipts say so
  BITNET_STRICT_MODE    1: a run fails (generate; each turn of chat, repetition of bench, window of
                        perplexity) if its counters show a fallback, a mock or a contradiction

Exit codes:
  0    done
  1    a check failed: receipt refused, outputs differ
  2    usage: bad flag or value
  3    input: file missing, malformed, unreadable or of an unsupported kind; disk full
  4    out of memory: the model or its KV cache does not fit, said before anything starts
  130  interrupted)";

void add_verbs([[maybe_unused]] CLI::App& app, [[maybe_unused]] Context& context) {
#ifdef BITNET_VERB_GENERATE
  add_generate(app, context);
#endif
#ifdef BITNET_VERB_CHAT
  add_chat(app, context);
#endif
#ifdef BITNET_VERB_BENCH
  add_bench(app, context);
#endif
#ifdef BITNET_VERB_PERPLEXITY
  add_perplexity(app, context);
#endif
#ifdef BITNET_VERB_INFO
  add_info(app, context);
#endif
#ifdef BITNET_VERB_SYNTH
  add_synth(app, context);
#endif
#ifdef BITNET_VERB_CONVERT
  add_convert(app, context);
#endif
#ifdef BITNET_VERB_TOKENIZE
  add_tokenize(app, context);
#endif
#ifdef BITNET_VERB_VERIFY_RECEIPT
  add_verify_receipt(app, context);
#endif
}

// "bitnet generate": the verb that was being parsed.
const CLI::App* active(const CLI::App* app) {
  const std::vector<CLI::App*> parsed = app->get_subcommands();
  return parsed.empty() ? app : active(parsed.front());
}

std::string full_name(const CLI::App* app) {
  return app->get_parent() == nullptr ? "bitnet"
                                      : full_name(app->get_parent()) + " " + app->get_name();
}

std::string help_of(const CLI::App* app) {
  if (app->get_parent() == nullptr) {
    return app->help();
  }
  std::string text = app->help(full_name(app->get_parent()));
  text.erase(text.find_last_not_of('\n') + 1);
  return text + "\n\nExit codes: bitnet --help\n";
}

// "-t: 1 required N missing" in the words of the other errors.
std::string value_error(const std::string& message) {
  const std::string option = message.substr(0, message.find(':'));
  if (message.ends_with("missing")) {
    return option + " needs a value";
  }
  return message.find("At Most") != std::string::npos ? option + " may be given only once"
                                                      : message;
}

bool has_verbs(const CLI::App* app) {
  return !app->get_subcommands([](const CLI::App*) { return true; }).empty();
}

Error explain(const CLI::App& app, const std::string& message) {
  const CLI::App* verb = active(&app);
  const std::string help = fmt::format(" (see {} --help)", full_name(verb));
  for (const std::string& word : app.remaining(true)) {
    if (word == "--") {
      continue;
    }
    if (word.size() > 1 && word.front() == '-') {
      const std::string name = word.substr(0, word.find('='));
      return {ExitCode::kUsage, fmt::format("unknown option '{}'{}", name, help)};
    }
    return {ExitCode::kUsage,
            fmt::format("{} '{}'{}", has_verbs(verb) ? "unknown verb" : "unexpected argument", word,
                        help)};
  }
  if (has_verbs(verb)) {
    return {ExitCode::kUsage, fmt::format("a verb is needed{}", help)};
  }
  std::string line = message;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return {ExitCode::kUsage, line + help};
}

}  // namespace

CommandLine::CommandLine(Context& context)
    : context_(context),
      app_(std::make_unique<CLI::App>("bitnet: ternary language models (BitNet b1.58) on the CPU",
                                      "bitnet")) {
  app_->fallthrough();  // inherited: global options may stand after the verb
  app_->require_subcommand(1);
  app_->get_formatter()->column_width(34);
  app_->get_formatter()->label("SUBCOMMAND", "VERB");
  app_->set_version_flag("--version", std::string("bitnet ") + BITNET_VERSION);
  app_->add_flag("-q,--quiet", context_.quiet, "No warnings, no timings");
  add_verbs(*app_, context);
  app_->footer(kFooter);  // set last: verbs without a footer of their own would inherit it
  for (CLI::App* verb : app_->get_subcommands([](const CLI::App*) { return true; })) {
    verb->group("Verbs");
  }
}

CommandLine::~CommandLine() = default;

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
    return tl::unexpected(explain(*app_, value_error(error.what())));
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(explain(*app_, error.what()));
  }
  return std::string();
}

}  // namespace bitnet::runtime::cli
