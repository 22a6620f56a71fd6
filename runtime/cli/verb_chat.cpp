// SPDX-License-Identifier: Apache-2.0
// The verb chat: one line of standard input is one turn of the user. The conversation is encoded
// anew each turn and only what differs from the cache goes through the model.
#include "model_options.h"
#include "receipt_file.h"
#include "sampling_options.h"
#include "strict_runs.h"
#include "verbs.h"

#include <bitnet/runtime/chat_template.h>
#include <bitnet/runtime/engine.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace bitnet::runtime::cli {
namespace {

struct ChatOptions {
  ModelOptions model;
  SamplingOptions sampling;
  std::string system;
};

constexpr std::size_t kMaxTurnBytes = std::size_t{1} << 20U;

class Chat {
 public:
  Chat(Context& context, const ChatOptions& options, Loaded& loaded, GenerationConfig config,
       Session& session)
      : context_(context),
        options_(options),
        loaded_(loaded),
        tokenizer_(*loaded.tokenizer),
        config_(std::move(config)),
        session_(session),
        strict_(loaded) {
    begin();
  }

  Result<ExitCode> run() {
    for (std::string line; ask(line);) {
      if (line == "/exit") {
        break;
      }
      if (line == "/reset") {
        begin();
      } else if (!line.empty()) {
        const Result<StopReason> answered = answer(line);
        if (!answered) {
          return tl::unexpected(answered.error());
        }
        if (*answered == StopReason::kInterrupted) {
          return ExitCode::kInterrupted;
        }
      }
    }
    strict_.report(context_);
    return context_.interrupted ? ExitCode::kInterrupted : ExitCode::kOk;
  }

 private:
  void begin() {
    messages_.clear();
    if (!options_.system.empty()) {
      messages_.push_back({ChatRole::kSystem, options_.system});
    }
  }

  bool ask(std::string& line) {
    if (&context_.in == &std::cin && isatty(STDIN_FILENO) == 1 && !context_.quiet) {
      context_.err << "> " << std::flush;
    }
    return !context_.interrupted && std::getline(context_.in, line) && !context_.interrupted;
  }

  Result<StopReason> answer(const std::string& line) {
    if (line.size() > kMaxTurnBytes) {
      return usage_error(
          fmt::format("a turn may have {} bytes, not {}", kMaxTurnBytes, line.size()));
    }
    messages_.push_back({ChatRole::kUser, line});
    const auto ids = encode_chat(tokenizer_, messages_, true);
    if (!ids) {
      return tl::unexpected(ids.error());
    }
    if (ids->size() > session_.context()) {
      return usage_error(fmt::format("the conversation has {} tokens, the context {} positions",
                                     ids->size(), session_.context()));
    }
    // The last token always goes through the model: its logits are wanted.
    const std::size_t known = static_cast<std::size_t>(
        std::mismatch(ids->begin(), ids->end() - 1, cached_.begin(), cached_.end()).first -
        ids->begin());
    session_.rewind(static_cast<std::uint32_t>(known));
    session_.clear_counters();
    GenerateHooks hooks;
    hooks.interrupted = &context_.interrupted;
    hooks.on_text = [this](std::string_view text) { context_.out << text << std::flush; };
    const auto made = generate(session_, tokenizer_, std::span(*ids).subspan(known), config_, hooks,
                               options_.sampling.ignore_eos);
    if (!made) {
      return tl::unexpected(made.error());
    }
    context_.out << '\n';
    cached_ = *ids;
    cached_.insert(cached_.end(), made->ids.begin(), made->ids.end());
    cached_.resize(session_.position());  // the last token was chosen, not processed
    messages_.push_back({ChatRole::kAssistant, made->text});
    const Result<void> written = flush_results(context_);
    if (!written) {
      return tl::unexpected(written.error());
    }
    const Result<void> checked = strict_.check(receipt_facts(loaded_, session_, *made));
    if (!checked) {
      return tl::unexpected(checked.error());
    }
    return made->reason;
  }

  Context& context_;
  const ChatOptions& options_;
  const Loaded& loaded_;
  const Tokenizer& tokenizer_;
  GenerationConfig config_;
  Session& session_;
  StrictRuns strict_;
  std::vector<ChatMessage> messages_;
  std::vector<std::int32_t> cached_;  // what the session has processed
};

Result<ExitCode> run(Context& context, const ChatOptions& options) {
  auto config = generation_config(options.sampling);
  if (!config) {
    return tl::unexpected(config.error());
  }
  auto loaded = load_model(context, options.model, true);
  if (!loaded) {
    return tl::unexpected(loaded.error());
  }
  auto session = Session::create(*(*loaded)->model, *(*loaded)->pool, (*loaded)->session);
  if (!session) {
    return tl::unexpected(session.error());
  }
  return Chat(context, options, **loaded, std::move(*config), *session).run();
}

}  // namespace

void add_chat(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "chat", "Talk: a line of standard input is a turn; /reset forgets, /exit ends");
  auto options = std::make_shared<ChatOptions>();
  add_model_options(*verb, options->model);
  verb->add_option("--system", options->system, "What the conversation begins with")
      ->type_name("TEXT");
  add_sampling_options(*verb, options->sampling);
  add_threads_and_context(*verb, options->model);
  verb->callback([&context, options] {
    context.action = [&context, options] {
      const auto done = run(context, *options);
      return done ? code(*done) : fail(context, done.error());
    };
  });
}

}  // namespace bitnet::runtime::cli
