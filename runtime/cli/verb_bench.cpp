// SPDX-License-Identifier: Apache-2.0
// The verb bench: tokens per second of prompt processing (pp) and generation (tg), at a depth of
// context, for several numbers of threads. Prompts are random ids; generation is greedy, so that
// each token costs what it costs in earnest: all layers, the head and the choice. In strict mode,
// which counts what the kernels do, each repetition is held to its counters after the last one.
#include "bench_report.h"
#include "model_options.h"
#include "receipt_file.h"
#include "strict_runs.h"
#include "values.h"
#include "verbs.h"

#include <bitnet/kernels/isa.h>
#include <bitnet/kernels/matmul.h>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace bitnet::runtime::cli {
namespace {

struct BenchOptions {
  ModelOptions model;
  std::vector<std::int64_t> prompts = {512};
  std::vector<std::int64_t> generations = {128};
  std::vector<std::int64_t> depths = {0};
  std::vector<std::int64_t> threads;  // empty = every CPU that may be used
  std::int64_t repetitions = 5;
  std::string format = "md";
  bool no_warmup = false;
};

constexpr std::int64_t kMaxTokens = std::int64_t{1} << 24;

// Positions that the longest test needs.
std::int64_t positions(const BenchOptions& options) {
  const auto most = [](const std::vector<std::int64_t>& values) {
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  };
  return std::max<std::int64_t>(
      1, most(options.depths) + std::max(most(options.prompts), most(options.generations)));
}

class Bench {
 public:
  Bench(Context& context, const BenchOptions& options, Loaded& loaded)
      : context_(context), options_(options), loaded_(loaded), strict_(loaded) {}

  Result<void> run() {
    std::vector<std::int64_t> threads = options_.threads;
    if (threads.empty()) {
      threads.push_back(static_cast<std::int64_t>(loaded_.pool->size()));
    }
    for (const std::int64_t n : threads) {
      Result<void> measured = measure_all(static_cast<unsigned>(n));
      if (!measured) {
        return measured;
      }
    }
    strict_.report(context_);
    return {};
  }

  [[nodiscard]] const std::vector<BenchRow>& rows() const { return rows_; }

 private:
  using Clock = std::chrono::steady_clock;

  Result<void> measure_all(unsigned threads) {
    auto pool = ThreadPool::create(threads);
    if (!pool) {
      return tl::unexpected(pool.error());
    }
    auto session = Session::create(*loaded_.model, **pool, loaded_.session);
    if (!session) {
      return tl::unexpected(session.error());
    }
    for (const std::int64_t depth : options_.depths) {
      for (const std::int64_t prompt : options_.prompts) {
        if (prompt > 0 && !measure(*session, depth, prompt, 0)) {
          return tl::unexpected(error_);
        }
      }
      for (const std::int64_t generation : options_.generations) {
        if (generation > 0 && !measure(*session, depth, 0, generation)) {
          return tl::unexpected(error_);
        }
      }
    }
    return {};
  }

  bool measure(Session& session, std::int64_t depth, std::int64_t prompt, std::int64_t generation) {
    BenchRow row;
    row.threads = session.threads();
    row.n_prompt = static_cast<std::uint32_t>(prompt);
    row.n_gen = static_cast<std::uint32_t>(generation);
    row.n_depth = static_cast<std::uint32_t>(depth);
    session.reset();
    if (depth > 0 && !succeeded(session.prefill(ids(depth), &context_.interrupted))) {
      return false;
    }
    HeadCounts head;
    std::vector<ReceiptInput> accounts;
    for (std::int64_t i = options_.no_warmup ? 0 : -1; i < options_.repetitions; ++i) {
      session.rewind(row.n_depth);
      session.clear_counters();
      chosen_.clear();
      const auto begin = Clock::now();
      const bool done = prompt > 0 ? process(session, prompt) : generate(session, generation);
      if (!done) {
        return false;
      }
      const std::chrono::nanoseconds took = Clock::now() - begin;
      if (i >= 0) {
        row.seconds.push_back(std::chrono::duration<double>(took).count());
      }
      head.screened += session.head_counts().screened;
      head.fallbacks += session.head_counts().fallbacks;
      head.candidates += session.head_counts().candidates;
      if (strict_.on()) {
        accounts.push_back(account(session, std::max<std::int64_t>(prompt, 1), took));
      }
    }
    if (!held(std::move(accounts))) {
      return false;
    }
    row.head_fallbacks = head.fallbacks;
    if (head.screened + head.fallbacks > 0) {
      row.head_candidates = static_cast<double>(head.candidates) /
                            static_cast<double>(head.screened + head.fallbacks);
    }
    row.peak_rss_bytes = peak_rss_bytes();
    row.time = fmt::format(
        "{:%Y-%m-%dT%H:%M:%SZ}",
        fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    rows_.push_back(std::move(row));
    return true;
  }

  // Of one repetition; what it chose is in chosen_.
  ReceiptInput account(const Session& session, std::int64_t prompt,
                       std::chrono::nanoseconds took) const {
    ReceiptInput input = session_facts(loaded_, session);
    input.run.prompt_tokens = static_cast<std::uint64_t>(prompt);
    input.run.generated_tokens = chosen_.size();
    input.run.wall_ns = static_cast<std::uint64_t>(took.count());
    input.run.stop_reason = std::string(stop_reason_name(StopReason::kMaxTokens));
    input.run.token_sha256 = token_digest(chosen_);
    return input;
  }

  // After all repetitions, because measuring the machine empties its caches.
  bool held(std::vector<ReceiptInput> accounts) {
    return std::all_of(accounts.begin(), accounts.end(), [this](ReceiptInput& run) {
      return succeeded(strict_.check(std::move(run)));
    });
  }

  bool process(Session& session, std::int64_t tokens) {
    return succeeded(session.prefill(ids(tokens), &context_.interrupted)) && !interrupted() &&
           chosen(session) >= 0;
  }

  bool generate(Session& session, std::int64_t tokens) {
    std::int32_t id = ids(1).front();
    for (std::int64_t i = 0; i < tokens && id >= 0; ++i) {
      if (interrupted() || !succeeded(session.decode(id))) {
        return false;
      }
      id = chosen(session);
    }
    return id >= 0;
  }

  // The greedy choice; -1 on failure.
  std::int32_t chosen(Session& session) {
    const auto logits = session.logits({HeadNeedKind::kGreedy, 1});
    const auto best = logits ? top_logits(*logits, 1)
                             : Result<std::vector<TokenLogit>>(tl::unexpected(logits.error()));
    if (!best) {
      error_ = best.error();
      return -1;
    }
    chosen_.push_back(best->front().id);
    return chosen_.back();
  }

  // Fixed random ids: a linear congruential generator (Knuth's MMIX constants).
  [[nodiscard]] std::vector<std::int32_t> ids(std::int64_t count) const {
    std::vector<std::int32_t> ids(static_cast<std::size_t>(count));
    std::uint64_t state = 42;
    for (std::int32_t& id : ids) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      id = static_cast<std::int32_t>((state >> 33U) % loaded_.model->config().vocab);
    }
    return ids;
  }

  bool succeeded(const Result<void>& result) {
    if (!result) {
      error_ = result.error();
    }
    return result.has_value();
  }

  bool interrupted() {
    if (context_.interrupted) {
      error_ = {ExitCode::kInterrupted, "interrupted"};
    }
    return context_.interrupted;
  }

  Context& context_;
  const BenchOptions& options_;
  Loaded& loaded_;
  StrictRuns strict_;
  std::vector<BenchRow> rows_;
  std::vector<std::int32_t> chosen_;  // in the present repetition
  Error error_;
};

std::uint64_t parameters(const GgufFile& file) {
  std::uint64_t all = 0;
  for (const GgufTensor& tensor : file.tensors()) {
    all += tensor.rows() * tensor.cols();
  }
  return all;
}

BenchSetting setting_of(const BenchOptions& options, const Loaded& loaded) {
  const ModelConfig& config = loaded.model->config();
  BenchSetting setting;
  const auto facts = receipt_environment(loaded.settings, loaded.pool->size());
  setting.version = facts.at("BITNET_VERSION");
  setting.cpu = facts.at("CPU_BRAND");
  setting.isa = std::string(kernels::isa_name(loaded.settings.isa));
  setting.layout = std::string(kernels::matmul_layout_name(loaded.model->layout()));
  setting.head_type = loaded.head_type();
  setting.model_file = loaded.file->path().string();
  setting.model_type = fmt::format("{} {} layers {}", architecture_name(config.arch), config.layers,
                                   loaded.quantization());
  setting.kv_type = options.model.kv;
  setting.model_size = loaded.file->file_size();
  setting.model_params = parameters(*loaded.file);
  setting.batch = loaded.session.batch;
  setting.exact_head = options.model.exact_head;
  setting.load_seconds = loaded.seconds;
  return setting;
}

int act(Context& context, const BenchOptions& options) {
  auto loaded = load_model(context, options.model, false);
  if (!loaded) {
    return fail(context, loaded.error());
  }
  Bench bench(context, options, **loaded);
  const Result<void> measured = bench.run();
  const BenchSetting setting = setting_of(options, **loaded);
  if (!bench.rows().empty()) {  // also what was measured before an interrupt
    context.out << (options.format == "json"  ? bench_json(setting, bench.rows())
                    : options.format == "csv" ? bench_csv(setting, bench.rows())
                                              : bench_markdown(setting, bench.rows()));
  }
  return measured ? code(ExitCode::kOk) : fail(context, measured.error());
}

}  // namespace

void add_bench(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("bench", "Measure tokens per second");
  auto options = std::make_shared<BenchOptions>();
  add_model_options(*verb, options->model);
  add_integers(*verb, "-p,--n-prompt", options->prompts, 0, kMaxTokens,
               "Prompt lengths; 0 = none (default: 512)");
  add_integers(*verb, "-n,--n-gen", options->generations, 0, kMaxTokens,
               "Generated tokens; 0 = none (default: 128)");
  add_integers(*verb, "-d,--n-depth", options->depths, 0, kMaxTokens,
               "Tokens in the context before the test (default: 0)");
  add_integers(*verb, "-t,--threads", options->threads, 1, kMaxThreads,
               "Threads (default: every CPU that may be used)");
  add_integer(*verb, "-r,--repetitions", options->repetitions, 1, 10000,
              "Repetitions of every test (default: 5)");
  add_choice(*verb, "-o,--output", options->format, {"md", "json", "csv"},
             "Form of the result (default: md)");
  verb->add_flag("--no-warmup", options->no_warmup, "No repetition before those that count");
  verb->callback([&context, options] {
    context.action = [&context, options] {
      options->model.threads = options->threads.empty() ? 0 : options->threads.front();
      options->model.context = positions(*options);
      return act(context, *options);
    };
  });
}

}  // namespace bitnet::runtime::cli
