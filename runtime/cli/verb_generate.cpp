// SPDX-License-Identifier: Apache-2.0
// The verb generate: a prompt in, text out as it comes, timings on standard error.
#include "model_options.h"
#include "receipt_file.h"
#include "sampling_options.h"
#include "strict_runs.h"
#include "values.h"
#include "verbs.h"

#include <bitnet/runtime/engine.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>
#include <string>

namespace bitnet::runtime::cli {
namespace {

struct GenerateOptions {
  ModelOptions model;
  SamplingOptions sampling;
  ReceiptOptions receipt;
  std::string prompt;
  std::string file;
  bool no_bos = false;
  bool special = false;
};

Result<std::vector<std::int32_t>> encode_prompt(Context& context, const GenerateOptions& options,
                                                const Tokenizer& tokenizer) {
  std::string text = options.prompt;
  if (!options.file.empty()) {
    auto read = read_text(context, options.file);
    if (!read) {
      return tl::unexpected(read.error());
    }
    text = std::move(*read);
  }
  EncodeOptions encoding;
  encoding.add_bos = tokenizer.adds_bos() && tokenizer.bos() != kNoToken && !options.no_bos;
  encoding.parse_special = options.special;
  return tokenizer.encode(text, encoding);
}

void print_times(Context& context, const Loaded& loaded, const Generation& made) {
  if (context.quiet) {
    return;
  }
  context.err << fmt::format(
      "bitnet: load {:.2f} s; prompt {} tokens, {:.1f} tokens/s; first token {:.0f} ms; "
      "generated {} tokens, {:.1f} tokens/s; {}; seed {}\n",
      loaded.seconds, made.prompt_tokens, made.times.prefill_rate(made.prompt_tokens),
      1e3 * made.times.first_token, made.ids.size(), made.times.decode_rate(made.ids.size()),
      stop_reason_name(made.reason), made.seed);
}

// The same generation again, in silence; the digest of its tokens.
Result<std::string> rerun(Session& session, const Loaded& loaded,
                          std::span<const std::int32_t> prompt, GenerationConfig config,
                          const Generation& first, bool ignore_eos) {
  config.seed = first.seed;
  session.reset();
  const auto again = generate(session, *loaded.tokenizer, prompt, config, {}, ignore_eos);
  if (!again) {
    return tl::unexpected(again.error());
  }
  return token_digest(again->ids);
}

Result<ExitCode> account(Context& context, const GenerateOptions& options, const Loaded& loaded,
                         Session& session, std::span<const std::int32_t> prompt,
                         const GenerationConfig& config, const Generation& made) {
  ReceiptInput receipt = receipt_facts(loaded, session, made);
  ExitCode code = ExitCode::kOk;
  if (options.receipt.verify_rerun && made.reason != StopReason::kInterrupted) {
    auto digest = rerun(session, loaded, prompt, config, made, options.sampling.ignore_eos);
    if (!digest) {
      return tl::unexpected(digest.error());
    }
    code = *digest == receipt.run.token_sha256 ? ExitCode::kOk : ExitCode::kFailed;
    receipt.run.rerun_token_sha256 = std::move(*digest);
  }
  if (!options.receipt.path.empty()) {
    const Result<void> written = write_receipt(loaded, options.receipt, receipt);
    if (!written) {
      return tl::unexpected(written.error());
    }
  }
  StrictRuns strict(loaded);
  const Result<void> checked = strict.check(std::move(receipt));
  if (!checked) {
    return tl::unexpected(checked.error());
  }
  strict.report(context);
  return made.reason == StopReason::kInterrupted ? ExitCode::kInterrupted : code;
}

Result<ExitCode> run(Context& context, const GenerateOptions& options) {
  const auto config = generation_config(options.sampling);
  if (!config) {
    return tl::unexpected(config.error());
  }
  auto loaded = load_model(context, options.model, true);
  if (!loaded) {
    return tl::unexpected(loaded.error());
  }
  Loaded& all = **loaded;
  const auto prompt = encode_prompt(context, options, *all.tokenizer);
  if (!prompt) {
    return tl::unexpected(prompt.error());
  }
  all.session.count_kernels = all.session.count_kernels || !options.receipt.path.empty();
  auto session = Session::create(*all.model, *all.pool, all.session);
  if (!session) {
    return tl::unexpected(session.error());
  }
  GenerateHooks hooks;
  hooks.interrupted = &context.interrupted;
  hooks.on_text = [&](std::string_view text) { context.out << text << std::flush; };
  const auto made =
      generate(*session, *all.tokenizer, *prompt, *config, hooks, options.sampling.ignore_eos);
  if (!made) {
    return tl::unexpected(made.error());
  }
  context.out << '\n';
  const Result<void> written = flush_results(context);
  if (!written) {
    return tl::unexpected(written.error());
  }
  print_times(context, all, *made);
  return account(context, options, all, *session, *prompt, *config, *made);
}

}  // namespace

void add_generate(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("generate", "Continue a prompt");
  auto options = std::make_shared<GenerateOptions>();
  add_model_options(*verb, options->model);
  CLI::Option* prompt =
      verb->add_option("-p,--prompt", options->prompt, "The prompt")->type_name("TEXT");
  CLI::Option* file =
      verb->add_option("-f,--file", options->file, "File with the prompt; - is standard input")
          ->type_name("FILE");
  file->excludes(prompt);
  verb->add_flag("--no-bos", options->no_bos, "Do not begin with the model's first token");
  verb->add_flag("--special", options->special,
                 "Special tokens in the prompt are tokens, not text");
  add_sampling_options(*verb, options->sampling);
  add_threads_and_context(*verb, options->model);
  add_receipt_options(*verb, options->receipt);
  verb->callback([&context, options, prompt, file] {
    context.action = [&context, options, prompt, file] {
      if (prompt->count() == 0 && file->count() == 0) {
        return fail(context, {ExitCode::kUsage, "a prompt is needed: -p TEXT or -f FILE"});
      }
      const auto done = run(context, *options);
      if (done && *done == ExitCode::kFailed) {
        return fail(context, {*done, "the second run gave other tokens than the first"});
      }
      return done ? code(*done) : fail(context, done.error());
    };
  });
}

}  // namespace bitnet::runtime::cli
