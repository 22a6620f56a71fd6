// SPDX-License-Identifier: Apache-2.0
// Rows inference/{prefill,decode,load}/... of a whole model: prompts of 128 and 512 tokens, 128
// greedy tokens at depth 0 and 2048 (an iteration is the whole prompt or all 128 tokens; items are
// tokens), loading from the page cache; figures: latency of the first token, resident memory over
// the file's size, seconds for 128 tokens.
// BITNET_BENCH_MODEL names the model file; without it a tiny synthetic model is made and the rows
// are inference_tiny/..., which show that the program works and nothing else. Verified against the
// exact head with another division of the prompt.
#include "harness/bench_program.h"

#include <bitnet/runtime/model.h>
#include <bitnet/runtime/sampling.h>
#include <bitnet/runtime/session.h>
#include <bitnet/runtime/synth.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <unistd.h>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;
namespace runtime = bitnet::runtime;
using Ids = std::vector<std::int32_t>;

constexpr std::uint32_t kGenerated = 128;

// A failed step of a benchmark is a failed row: the frame prints what was thrown.
template <typename T>
T must(runtime::Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message);
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

/// The model file: the one that was named, or a tiny one that lives as long as the program.
class ModelFile {
 public:
  ModelFile() {
    const char* named = std::getenv("BITNET_BENCH_MODEL");
    if (named != nullptr && *named != '\0') {
      path_ = named;
      return;
    }
    path_ = std::filesystem::temp_directory_path() / fmt::format("bench-{}.gguf", getpid());
    own_ = true;
    runtime::SynthOptions options;
    options.config = runtime::synth_preset("tiny").value();
    options.config.context = 4096;
    must(runtime::synthesize(options, path_));
  }

  ModelFile(const ModelFile&) = delete;
  ModelFile& operator=(const ModelFile&) = delete;

  ~ModelFile() {
    if (own_) {
      std::error_code ignored;
      std::filesystem::remove(path_, ignored);
    }
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  [[nodiscard]] const char* group() const { return own_ ? "inference_tiny" : "inference"; }

 private:
  std::filesystem::path path_;
  bool own_ = false;
};

class LoadedModel {
 public:
  LoadedModel(const std::filesystem::path& path, kernels::Isa isa, unsigned threads)
      : file_(must(runtime::GgufFile::open(path))),
        pool_(must(runtime::ThreadPool::create(threads))),
        model_(must(runtime::Model::load(file_, *pool_, options(isa)))) {}

  [[nodiscard]] runtime::Session session(runtime::SessionOptions options) {
    options.context = std::min(options.context, model_.config().context);
    return must(runtime::Session::create(model_, *pool_, options));
  }

  [[nodiscard]] const runtime::Model& model() const { return model_; }

  [[nodiscard]] std::uint64_t file_bytes() const { return file_.file_size(); }

 private:
  static runtime::LoadOptions options(kernels::Isa isa) {
    runtime::LoadOptions options;
    options.isa = isa;
    return options;
  }

  runtime::GgufFile file_;
  std::unique_ptr<runtime::ThreadPool> pool_;
  runtime::Model model_;
};

Ids random_ids(std::size_t count, std::uint64_t seed, std::uint32_t vocab) {
  runtime::SplitMix64 random(seed);
  Ids ids(count);
  for (std::int32_t& id : ids) {
    id = static_cast<std::int32_t>(random.next() % vocab);
  }
  return ids;
}

std::int32_t greedy_choice(runtime::Session& session) {
  const runtime::LogitView view = must(session.logits({runtime::HeadNeedKind::kGreedy, 1}));
  return must(runtime::top_logits(view, 1)).front().id;
}

Ids greedy_tokens(runtime::Session& session, std::uint32_t count) {
  Ids ids = {greedy_choice(session)};
  while (ids.size() < count) {
    must(session.decode(ids.back()));
    ids.push_back(greedy_choice(session));
  }
  return ids;
}

struct InferenceCase {
  std::filesystem::path path;
  std::string group;  // of the ids: figures of the tiny model must not pass for a real one's
  kernels::Isa isa = kernels::Isa::kScalar;
  unsigned threads = 1;
  std::uint32_t prompt = 0;     // processed in every iteration, behind `depth`
  std::uint32_t generated = 0;  // in every iteration
  std::uint32_t depth = 0;
  std::uint64_t seed = 42;
};

class InferenceWork final : public Workload {
 public:
  explicit InferenceWork(InferenceCase shape) : shape_(std::move(shape)) {
    context_.isa = kernels::isa_name(shape_.isa);
    context_.threads = shape_.threads;
    context_.elements = shape_.prompt + shape_.generated;
    context_.labels["model"] = shape_.path.filename().string();
    context_.labels["depth"] = std::to_string(shape_.depth);
    may_allocate_ = true;  // the list of the best logits
  }

  void prepare() override {
    loaded_.emplace(shape_.path, shape_.isa, shape_.threads);
    const std::uint32_t positions = shape_.depth + shape_.prompt + shape_.generated + 1;
    const std::uint32_t vocab = loaded_->model().config().vocab;
    before_ = random_ids(std::max(shape_.depth, 1U), shape_.seed, vocab);
    prompt_ = random_ids(shape_.prompt, shape_.seed + 1, vocab);
    runtime::SessionOptions exact;
    exact.context = positions;
    exact.batch = 96;  // other passes than the measured ones
    exact.exact_head = true;
    runtime::Session reference = loaded_->session(exact);
    must(reference.prefill(before_));
    expected_ = once(reference);
    runtime::SessionOptions options;
    options.context = positions;
    session_.emplace(loaded_->session(options));
    must(session_->prefill(before_));
    context_.labels["layout"] = kernels::matmul_layout_name(loaded_->model().layout());
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations && fault_.empty(); ++i) {
      try {
        if (prompt_.empty()) {  // the logits behind the tokens before are wanted again
          session_->rewind(static_cast<std::uint32_t>(before_.size()) - 1);
          must(session_->decode(before_.back()));
        }
        session_->rewind(static_cast<std::uint32_t>(before_.size()));
        found_ = once(*session_);
      } catch (const std::exception& error) {
        fault_ = error.what();
      }
    }
  }

  [[nodiscard]] std::string difference() const override {
    if (!fault_.empty()) {
      return fault_;
    }
    return found_ == expected_ ? "" : "other tokens than with the exact head";
  }

 private:
  // One iteration, behind the tokens before.
  [[nodiscard]] Ids once(runtime::Session& session) const {
    if (!prompt_.empty()) {
      must(session.prefill(prompt_));
    }
    return shape_.generated > 0 ? greedy_tokens(session, shape_.generated)
                                : Ids{greedy_choice(session)};
  }

  InferenceCase shape_;
  std::optional<LoadedModel> loaded_;
  std::optional<runtime::Session> session_;
  Ids before_, prompt_, expected_, found_;
  std::string fault_;
};

class LoadWork final : public Workload {
 public:
  explicit LoadWork(InferenceCase shape) : shape_(std::move(shape)) {
    context_.isa = kernels::isa_name(shape_.isa);
    context_.threads = shape_.threads;
    context_.bytes_read = std::filesystem::file_size(shape_.path);
    context_.elements = 1;
    may_allocate_ = true;
  }

  void prepare() override { layers_ = 0; }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations && fault_.empty(); ++i) {
      try {
        const LoadedModel loaded(shape_.path, shape_.isa, shape_.threads);
        layers_ = loaded.model().config().layers;
      } catch (const std::exception& error) {
        fault_ = error.what();
      }
    }
  }

  [[nodiscard]] std::string difference() const override {
    return layers_ > 0 || !fault_.empty() ? fault_ : "nothing was loaded";
  }

 private:
  InferenceCase shape_;
  std::uint32_t layers_ = 0;
  std::string fault_;
};

// A field of /proc/self/status in bytes, such as VmHWM.
double status_bytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":")) {
      return std::strtod(line.c_str() + field.size() + 1, nullptr) * 1024;
    }
  }
  return 0;
}

// Load, 32 tokens of prompt, 128 generated, as a user's first run.
struct FirstRun {
  double first_token_seconds = 0;
  double seconds = 0;  // prompt and all tokens, without loading
  double peak_over_file = 0;
};

FirstRun first_run(const InferenceCase& shape) {
  std::ofstream("/proc/self/clear_refs") << 5;  // VmHWM starts again from what is resident now
  LoadedModel loaded(shape.path, shape.isa, shape.threads);
  runtime::SessionOptions options;
  options.context = 32 + kGenerated;
  runtime::Session session = loaded.session(options);
  const Ids prompt = random_ids(32, shape.seed, loaded.model().config().vocab);
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  must(session.prefill(prompt));
  FirstRun found;
  Ids ids = {greedy_choice(session)};
  found.first_token_seconds = elapsed();
  while (ids.size() < kGenerated) {
    must(session.decode(ids.back()));
    ids.push_back(greedy_choice(session));
  }
  found.seconds = elapsed();
  found.peak_over_file = status_bytes("VmHWM") / static_cast<double>(loaded.file_bytes());
  return found;
}

FigureRow figure(const InferenceCase& shape, const char* name, const char* unit,
                 double FirstRun::*member) {
  const std::string id = fmt::format("{}/{}/t{}", shape.group, name, shape.threads);
  return {id, [=]() -> Result<MetricRow> {
            const FirstRun found = first_run(shape);
            return MetricRow{id,
                             name,
                             unit,
                             Better::kLower,
                             found.*member,
                             {{"model", shape.path.filename().string()},
                              {"prompt", "32"},
                              {"generated", std::to_string(kGenerated)}}};
          }};
}

void add_rows(const InferenceCase& base, BenchRows& rows) {
  const auto add = [&](const char* function, const InferenceCase& shape, std::string value) {
    rows.timed.push_back({base.group, fmt::format("{}_t{}", function, shape.threads),
                          std::move(value), shape.prompt + shape.generated,
                          [=] { return std::make_unique<InferenceWork>(shape); }});
  };
  for (const std::uint32_t prompt : {128U, 512U}) {
    InferenceCase shape = base;
    shape.prompt = prompt;
    add("prefill", shape, std::to_string(prompt));
  }
  for (const std::uint32_t depth : {0U, 2048U}) {
    InferenceCase shape = base;
    shape.generated = kGenerated;
    shape.depth = depth;
    add("decode", shape, fmt::format("{}_at_{}", kGenerated, depth));
  }
  rows.timed.push_back({base.group, fmt::format("load_t{}", base.threads), "file", 1,
                        [=] { return std::make_unique<LoadWork>(base); }});
  rows.figures.push_back(figure(base, "first_token", "s", &FirstRun::first_token_seconds));
  rows.figures.push_back(figure(base, "128_tokens", "s", &FirstRun::seconds));
  rows.figures.push_back(figure(base, "peak_rss_over_file", "1", &FirstRun::peak_over_file));
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  std::optional<benchsuite::ModelFile> model;
  return benchsuite::run_bench_program(argc, argv, [&](const benchsuite::BenchSetup& setup) {
    model.emplace();
    benchsuite::BenchRows rows;
    std::vector<unsigned> threads = {1};
    if (bitnet::runtime::usable_cpus() > 1) {
      threads.push_back(bitnet::runtime::usable_cpus());
    }
    for (const unsigned n : threads) {
      benchsuite::add_rows(
          {model->path(), model->group(), setup.table->isa, n, 0, 0, 0, setup.seed}, rows);
    }
    return rows;
  });
}
