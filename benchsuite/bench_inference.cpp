// SPDX-License-Identifier: Apache-2.0
// Rows inference/{prefill,decode,load}_t<threads>/... of a whole model. prefill: an iteration is a
// whole prompt of 128 or 512 tokens. decode: an iteration is one greedy token of the 128 behind
// depth 0 or 2048, which are generated over and over. load: from the page cache. Figures: latency
// of the first token, seconds for 128 tokens, peak of resident memory over the file's size.
// BITNET_BENCH_MODEL names the model file; without it a tiny synthetic model is made and the rows
// are inference_tiny/..., which show that the program works and nothing else.
// Verified: prefill against the exact head and another division of the prompt, decode against the
// exact head. Traffic and multiply-accumulates are what the kernels counted.
#include "first_run.h"
#include "harness/bench_program.h"
#include "inference_model.h"

#include <fmt/format.h>

#include <optional>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;
namespace runtime = bitnet::runtime;

struct InferenceCase {
  std::filesystem::path path;
  std::string group;
  kernels::Isa isa = kernels::Isa::kScalar;
  unsigned threads = 1;
  std::uint64_t seed = 42;
  std::shared_ptr<ModelCache> models;
};

class ModelWork : public Workload {
 public:
  explicit ModelWork(InferenceCase shape) : shape_(std::move(shape)) {
    context_.isa = kernels::isa_name(shape_.isa);
    context_.threads = shape_.threads;
    context_.labels["model"] = shape_.path.filename().string();
    may_allocate_ = true;  // the list of the best logits, and what loading needs
    beside_copy_ = true;
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations && fault_.empty(); ++i) {
      try {
        once();
      } catch (const std::exception& error) {
        fault_ = error.what();
      }
    }
  }

 protected:
  virtual void once() = 0;

  InferenceCase shape_;
  std::string fault_;
};

/// Counts its first iteration: context() is complete behind it.
class SessionWork : public ModelWork {
 public:
  using ModelWork::ModelWork;

 protected:
  virtual void step() = 0;

  void once() final {
    step();
    if (context_.macs == 0) {
      const kernels::KernelCounters counters = session_->counters();
      for (const kernels::KernelCount& count : counters.count) {
        context_.bytes_read += count.bytes;
        context_.macs += count.macs;
      }
    }
  }

  // Leaves the session behind `before`, with its counters at zero.
  void open(const TokenIds& before, std::size_t more) {
    LoadedModel& loaded = shape_.models->get(shape_.threads);
    runtime::SessionOptions options;
    options.context = static_cast<std::uint32_t>(before.size() + more);
    options.count_kernels = true;  // some 10 microseconds a token
    session_.emplace(loaded.session(options));
    context_.labels["layout"] = kernels::matmul_layout_name(loaded.model().layout());
    must(session_->prefill(before));
    session_->clear_counters();
  }

  [[nodiscard]] std::uint32_t vocab() const {
    return shape_.models->get(shape_.threads).model().config().vocab;
  }

  std::optional<runtime::Session> session_;
};

class PrefillWork final : public SessionWork {
 public:
  PrefillWork(InferenceCase shape, std::uint32_t tokens)
      : SessionWork(std::move(shape)), tokens_(tokens) {
    context_.elements = tokens;
  }

  void prepare() override {
    prompt_ = random_ids(tokens_, shape_.seed + 1, vocab());
    runtime::SessionOptions exact;
    exact.context = tokens_;
    exact.batch = 96;  // other passes than the measured ones
    exact.exact_head = true;
    runtime::Session reference = shape_.models->get(shape_.threads).session(exact);
    must(reference.prefill(prompt_));
    expected_ = best_token(reference);
    open(TokenIds(prompt_.begin(), prompt_.begin() + 1), tokens_);
  }

  [[nodiscard]] std::string difference() const override {
    return !fault_.empty() || found_ == expected_
               ? fault_
               : fmt::format("token {} follows, with the exact head {}", found_, expected_);
  }

 protected:
  void step() override {
    session_->reset();
    must(session_->prefill(prompt_));
    found_ = best_token(*session_);
  }

 private:
  std::uint32_t tokens_;
  TokenIds prompt_;
  std::int32_t expected_ = -1;
  std::int32_t found_ = -2;
};

class DecodeWork final : public SessionWork {
 public:
  DecodeWork(InferenceCase shape, std::uint32_t depth)
      : SessionWork(std::move(shape)), depth_(depth) {
    context_.elements = 1;
    context_.labels["depth"] = std::to_string(depth);
  }

  void prepare() override {
    before_ = random_ids(std::max(depth_, 1U), shape_.seed, vocab());
    open(before_, kTokens);
    found_.assign(kTokens, -1);
    expected_.clear();
    while (expected_.size() < kChecked) {
      expected_.push_back(best_token(*session_, runtime::HeadNeedKind::kFull));
      must(session_->decode(expected_.back()));
    }
    go_back();
    session_->clear_counters();
  }

  [[nodiscard]] std::string difference() const override {
    if (!fault_.empty()) {
      return fault_;
    }
    for (std::size_t i = 0; i < kChecked; ++i) {
      if (found_[i] != expected_[i] && (found_[i] != -1 || i == 0)) {
        return fmt::format("token {} is {}, with the exact head {}", i, found_[i], expected_[i]);
      }
    }
    return "";
  }

 protected:
  // Always one choice and one pass.
  void step() override {
    const std::int32_t id = best_token(*session_);
    found_[at_] = id;
    if (++at_ == kTokens) {
      go_back();
    } else {
      must(session_->decode(id));
    }
  }

 private:
  static constexpr std::size_t kTokens = 128;
  static constexpr std::size_t kChecked = 16;

  // The logits behind the tokens before are wanted again.
  void go_back() {
    session_->rewind(static_cast<std::uint32_t>(before_.size()) - 1);
    must(session_->decode(before_.back()));
    at_ = 0;
  }

  std::uint32_t depth_;
  TokenIds before_, expected_, found_;
  std::size_t at_ = 0;
};

class LoadWork final : public ModelWork {
 public:
  explicit LoadWork(InferenceCase shape) : ModelWork(std::move(shape)) {
    context_.bytes_read = std::filesystem::file_size(shape_.path);
    context_.elements = 1;
  }

  void prepare() override {
    shape_.models->drop();
    layers_ = 0;
  }

  [[nodiscard]] std::string difference() const override {
    return layers_ > 0 || !fault_.empty() ? fault_ : "nothing was loaded";
  }

 protected:
  void once() override {
    const LoadedModel loaded(shape_.path, shape_.isa, shape_.threads);
    layers_ = loaded.model().config().layers;
  }

 private:
  std::uint32_t layers_ = 0;
};

void add_timed(const InferenceCase& shape, BenchRows& rows) {
  const auto add = [&](const char* function, std::string value, std::uint64_t elements,
                       std::function<std::unique_ptr<Workload>()> make) {
    rows.timed.push_back({shape.group, fmt::format("{}_t{}", function, shape.threads),
                          std::move(value), elements, std::move(make)});
  };
  for (const std::uint32_t prompt : {128U, 512U}) {
    add("prefill", std::to_string(prompt), prompt,
        [=] { return std::make_unique<PrefillWork>(shape, prompt); });
  }
  for (const std::uint32_t depth : {0U, 2048U}) {
    add("decode", fmt::format("128_at_{}", depth), 1,
        [=] { return std::make_unique<DecodeWork>(shape, depth); });
  }
  add("load", "file", 1, [=] { return std::make_unique<LoadWork>(shape); });
}

void add_figures(const InferenceCase& shape, BenchRows& rows) {
  const auto runs = std::make_shared<FirstRuns>(shape.path, shape.isa, shape.threads, shape.seed);
  const auto add = [&](const char* name, const char* unit, FirstRuns::Figure figure) {
    const std::string id = fmt::format("{}/{}/t{}", shape.group, name, shape.threads);
    rows.figures.push_back({id, [=]() -> Result<MetricRow> {
                              shape.models->drop();
                              return MetricRow{
                                  id,
                                  name,
                                  unit,
                                  Better::kLower,
                                  runs->value(figure),
                                  {{"model", shape.path.filename().string()},
                                   {"prompt", std::to_string(FirstRun::kPrompt)},
                                   {"generated", std::to_string(FirstRun::kGenerated)}}};
                            }});
  };
  add("first_token", "s", FirstRuns::Figure::kFirstToken);
  add("128_tokens", "s", FirstRuns::Figure::kSeconds);
  add("peak_rss_over_file", "1", FirstRuns::Figure::kPeak);
}

BenchRows inference_rows(const BenchSetup& setup, const ModelFile& model) {
  std::vector<unsigned> thread_counts = {1};
  if (runtime::usable_cpus() > 1) {
    thread_counts.push_back(runtime::usable_cpus());
  }
  InferenceCase shape{model.path(), model.group(), setup.table->isa, 1, setup.seed, nullptr};
  shape.models = std::make_shared<ModelCache>(shape.path, shape.isa);
  BenchRows rows;
  for (const unsigned threads : thread_counts) {
    shape.threads = threads;
    add_timed(shape, rows);
    add_figures(shape, rows);
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  std::optional<benchsuite::ModelFile> model;
  return benchsuite::run_bench_program(argc, argv, [&](const benchsuite::BenchSetup& setup) {
    model.emplace();
    return benchsuite::inference_rows(setup, *model);
  });
}
