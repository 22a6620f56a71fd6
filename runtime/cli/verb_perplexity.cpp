// SPDX-License-Identifier: Apache-2.0
// The verb perplexity: how surprised a model is by a text.
#include "model_options.h"
#include "receipt_file.h"
#include "strict_runs.h"
#include "verbs.h"

#include <bitnet/runtime/engine.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>
#include <string>

namespace bitnet::runtime::cli {
namespace {

struct PerplexityOptions {
  ModelOptions model;
  std::string file;
};

constexpr std::uint32_t kDefaultContext = 512;

// The account of one window after the other: nothing is generated, the last token is never fed.
class Windows {
 public:
  Windows(const Loaded& loaded, Session& session, std::size_t tokens)
      : loaded_(loaded),
        session_(session),
        fed_(std::min<std::size_t>(tokens, session.context()) - 1),
        strict_(loaded) {}

  Result<void> check(bool interrupted) {
    if (!strict_.on()) {
      return {};
    }
    const std::chrono::nanoseconds took = Clock::now() - begin_;
    ReceiptInput input = session_facts(loaded_, session_);
    input.run.prompt_tokens = fed_;
    input.run.wall_ns = static_cast<std::uint64_t>(took.count());
    input.run.interrupted = interrupted;
    input.run.stop_reason =
        stop_reason_name(interrupted ? StopReason::kInterrupted : StopReason::kMaxTokens);
    input.run.token_sha256 = token_digest({});
    Result<void> checked = strict_.check(std::move(input));
    session_.clear_counters();
    begin_ = Clock::now();
    return checked;
  }

  void report(Context& context) const { strict_.report(context); }

 private:
  using Clock = std::chrono::steady_clock;

  const Loaded& loaded_;
  Session& session_;
  std::size_t fed_;  // tokens of a window that go through the model
  StrictRuns strict_;
  Clock::time_point begin_ = Clock::now();
};

Result<ExitCode> run(Context& context, const PerplexityOptions& options) {
  auto loaded = load_model(context, options.model, true);
  if (!loaded) {
    return tl::unexpected(loaded.error());
  }
  Loaded& all = **loaded;
  const auto text = read_text(context, options.file);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const bool with_bos = all.tokenizer->adds_bos() && all.tokenizer->bos() != kNoToken;
  const auto ids = all.tokenizer->encode(*text, {.add_bos = with_bos});
  if (!ids) {
    return tl::unexpected(ids.error());
  }
  SessionOptions settings = all.session;
  if (settings.context == 0) {
    settings.context = std::min(kDefaultContext, all.model->config().context);
  }
  auto session = Session::create(*all.model, *all.pool, settings);
  if (!session) {
    return tl::unexpected(session.error());
  }
  Windows accounts(all, *session, ids->size());
  PerplexityHooks hooks;
  hooks.interrupted = &context.interrupted;
  hooks.on_window = [&](std::size_t done, std::size_t windows, const Perplexity& so_far) {
    if (!context.quiet) {
      context.err << fmt::format("window {} of {}: perplexity {:.4f}\n", done, windows,
                                 so_far.value());
    }
    return accounts.check(context.interrupted);
  };
  const auto found = perplexity(*session, *ids, with_bos ? all.tokenizer->bos() : kNoToken, hooks);
  if (!found) {
    return tl::unexpected(found.error());
  }
  context.out << fmt::format("perplexity {:.4f} +- {:.4f} ({} tokens scored in {} windows of {})\n",
                             found->value(), found->value() * found->standard_error, found->scored,
                             found->windows, session->context());
  accounts.report(context);
  return context.interrupted ? ExitCode::kInterrupted : ExitCode::kOk;
}

}  // namespace

void add_perplexity(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("perplexity", "Measure how well a model predicts a text");
  auto options = std::make_shared<PerplexityOptions>();
  add_model_options(*verb, options->model);
  verb->add_option("-f,--file", options->file, "The text; - is standard input")
      ->type_name("FILE")
      ->required();
  add_threads_and_context(*verb, options->model);
  verb->footer("Windows have -c tokens, 512 if not given.");
  verb->callback([&context, options] {
    context.action = [&context, options] {
      const auto done = run(context, *options);
      return done ? code(*done) : fail(context, done.error());
    };
  });
}

}  // namespace bitnet::runtime::cli
