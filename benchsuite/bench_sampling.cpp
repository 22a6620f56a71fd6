// SPDX-License-Identifier: Apache-2.0
// Rows stop_tokens/{hit,miss}/<ids in the set> (one question an iteration),
// stop_strings/push/<strings> (one token's text an iteration) and sampling/<settings>/<logits>:
// what choosing a token costs beside the model, on seeded Gaussian logits with the spread of a
// language model's.
#include "harness/aligned_array.h"
#include "harness/bench_data.h"
#include "harness/bench_program.h"

#include <bitnet/runtime/sampling.h>
#include <bitnet/runtime/stop.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace benchsuite {
namespace {

namespace runtime = bitnet::runtime;
using Ids = std::vector<std::int32_t>;

constexpr std::uint32_t kVocab = 128256;
constexpr std::size_t kAsked = 1024;  // ids of a stop row, asked in turn; a power of two

runtime::StopTokens stops_of(const Ids& ids) {
  runtime::Result<runtime::StopTokens> stops = runtime::StopTokens::make(ids, kVocab);
  if (!stops) {
    throw std::runtime_error(stops.error().message);
  }
  return std::move(*stops);
}

class StopTokensWork final : public Workload {
 public:
  StopTokensWork(std::size_t count, bool hit, std::uint64_t seed)
      : count_(count), hit_(hit), random_(seed) {
    context_.isa = "generic";
    context_.elements = 1;
    context_.bytes_read = sizeof(std::uint64_t) + sizeof(std::int32_t);
    context_.labels["vocabulary"] = std::to_string(kVocab);
  }

  void prepare() override {
    std::set<std::int32_t> chosen;
    while (chosen.size() < count_) {
      chosen.insert(random_id());
    }
    ids_.assign(chosen.begin(), chosen.end());
    stops_ = stops_of(ids_);
    asked_.clear();
    while (asked_.size() < kAsked) {
      const std::int32_t id = hit_ ? ids_[random_.next() % ids_.size()] : random_id();
      if (chosen.contains(id) == hit_) {
        asked_.push_back(id);
      }
    }
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      bool found = stops_.contains(asked_[i & (kAsked - 1)]);
      benchmark::DoNotOptimize(found);
      wrong_ += found == hit_ ? 0U : 1U;
    }
  }

  [[nodiscard]] std::string difference() const override {
    if (wrong_ != 0) {
      return fmt::format("{} wrong answers", wrong_);
    }
    const auto right = [this](std::int32_t id) { return stops_.contains(id) == hit_; };
    return std::all_of(asked_.begin(), asked_.end(), right) ? "" : "a wrong answer";
  }

 private:
  std::int32_t random_id() { return static_cast<std::int32_t>(random_.next() % kVocab); }

  std::size_t count_;
  bool hit_;
  runtime::SplitMix64 random_;
  Ids ids_;
  Ids asked_;
  runtime::StopTokens stops_;
  std::uint64_t wrong_ = 0;
};

// Nothing matches; every eighth text begins like a stop string, so that some is held back. All
// texts fit into std::string's own memory.
class StopStringsWork final : public Workload {
 public:
  explicit StopStringsWork(std::size_t count) {
    context_.isa = "generic";
    context_.elements = 1;
    std::vector<std::string> strings;
    for (std::size_t i = 0; i < count; ++i) {
      strings.push_back(fmt::format("\n\n{}:", i));
    }
    stops_ = runtime::StopStrings(strings);
  }

  void prepare() override {}

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      runtime::StopStrings::Step step = stops_.push(i % 8 == 7 ? "\n\n" : " word");
      benchmark::DoNotOptimize(step.text.data());
      bytes_out_ += step.text.size();
      bytes_in_ += i % 8 == 7 ? 2 : 5;
      matched_ += step.matched ? 1U : 0U;
    }
    bytes_out_ += stops_.flush().size();
  }

  [[nodiscard]] std::string difference() const override {
    return matched_ == 0 && bytes_in_ == bytes_out_
               ? ""
               : fmt::format("{} matches, {} of {} bytes came out", matched_, bytes_out_,
                             bytes_in_);
  }

 private:
  runtime::StopStrings stops_;
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
  std::uint64_t matched_ = 0;
};

struct Setting {
  const char* name;
  runtime::GenerationConfig config;
  std::size_t candidates;  // 0 = all logits
};

class SampleWork final : public Workload {
 public:
  SampleWork(const Setting& setting, std::uint64_t seed)
      : setting_(setting), seed_(seed), sampler_(with_seed(setting.config, seed)) {
    context_.isa = "generic";
    context_.labels["vocabulary"] = std::to_string(kVocab);
    beside_copy_ = true;
  }

  void prepare() override {
    logits_ = AlignedArray<float>(kVocab);
    fill_data(Data::kGaussian, seed_, logits_.span());
    for (float& logit : logits_.span()) {
      logit *= 3.0F;
    }
    for (std::size_t i = 0; i < 64; ++i) {
      history_.push_back(static_cast<std::int32_t>(i * 1999));
    }
    if (setting_.candidates > 0) {
      keep_candidates();
    }
    view_ = setting_.candidates > 0 ? runtime::LogitView{values_, ids_}
                                    : runtime::LogitView{logits_.span(), {}};
    context_.elements = view_.logits.size();
    context_.bytes_read = view_.logits.size_bytes() + view_.ids.size_bytes();
    allowed_ = allowed_tokens();
    run(1);  // its buffers have their sizes now
    chosen_ = -1;
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      const runtime::Result<std::int32_t> id = sampler_.sample(view_, history_);
      chosen_ = id ? *id : -1;
      benchmark::DoNotOptimize(chosen_);
    }
  }

  [[nodiscard]] std::string difference() const override {
    return allowed_.contains(chosen_)
               ? ""
               : fmt::format("token {} was chosen, which the settings exclude", chosen_);
  }

 private:
  static runtime::GenerationConfig with_seed(runtime::GenerationConfig config, std::uint64_t seed) {
    config.seed = seed;
    return config;
  }

  void keep_candidates() {
    for (const auto& [id, logit] : sorted_logits(setting_.candidates)) {
      ids_.push_back(id);
      values_.push_back(logit);
    }
  }

  // By sorting everything.
  [[nodiscard]] std::vector<runtime::TokenLogit> sorted_logits(std::size_t count) const {
    std::vector<runtime::TokenLogit> tokens;
    for (std::size_t i = 0; i < logits_.size(); ++i) {
      tokens.push_back({static_cast<std::int32_t>(i), logits_.data()[i]});
    }
    std::sort(tokens.begin(), tokens.end(), [](const auto& a, const auto& b) {
      return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
    });
    tokens.resize(std::min(count, tokens.size()));
    return tokens;
  }

  // What top_k, top_p and min_p leave by their definition. A penalty moves tokens: then every
  // token that could be among the best is allowed.
  [[nodiscard]] std::set<std::int32_t> allowed_tokens() const {
    const runtime::GenerationConfig& config = setting_.config;
    const bool penalty = config.repetition_penalty != 1;
    const std::size_t count = config.temperature == 0 ? 1U
                              : config.top_k == 0     ? kVocab
                                                      : static_cast<std::size_t>(config.top_k);
    const std::vector<runtime::TokenLogit> tokens =
        sorted_logits(count + (penalty ? history_.size() : 0));
    double total = 0;
    for (const runtime::TokenLogit& token : tokens) {
      total += weight(token.logit - tokens.front().logit);
    }
    std::set<std::int32_t> allowed;
    double running = 0;
    for (const runtime::TokenLogit& token : tokens) {
      const double w = weight(token.logit - tokens.front().logit);
      if (!penalty && (running > (config.top_p + 1e-9) * total || w < config.min_p * (1 - 1e-9))) {
        break;
      }
      allowed.insert(token.id);
      running += w;
    }
    return allowed;
  }

  [[nodiscard]] double weight(double below_best) const {
    return setting_.config.temperature == 0 ? 1.0
                                            : std::exp(below_best / setting_.config.temperature);
  }

  Setting setting_;
  std::uint64_t seed_;
  runtime::Sampler sampler_;
  AlignedArray<float> logits_;
  std::vector<float> values_;
  Ids ids_;
  Ids history_;
  runtime::LogitView view_;
  std::set<std::int32_t> allowed_;
  std::int32_t chosen_ = -1;
};

std::vector<Setting> settings() {
  runtime::GenerationConfig top_k;
  top_k.top_p = 1;
  runtime::GenerationConfig top_p = top_k;
  top_p.top_k = 0;
  top_p.top_p = 0.9;
  runtime::GenerationConfig min_p = top_k;
  min_p.top_k = 0;
  min_p.min_p = 0.05;
  return {{"greedy", runtime::GenerationConfig::greedy(), 0},
          {"top_k_50", top_k, 0},
          {"top_p_0.9", top_p, 0},
          {"min_p_0.05", min_p, 0},
          {"balanced", runtime::GenerationConfig::balanced(), 0},
          {"balanced_candidates", runtime::GenerationConfig::balanced(), 114}};
}

BenchRows sampling_rows(const BenchSetup& setup) {
  const std::uint64_t seed = setup.seed;
  BenchRows rows;
  for (const std::size_t count : {1U, 4U, 16U, 64U}) {
    for (const bool hit : {true, false}) {
      rows.timed.push_back({"stop_tokens", hit ? "hit" : "miss", std::to_string(count), 1,
                            [=] { return std::make_unique<StopTokensWork>(count, hit, seed); }});
    }
    rows.timed.push_back({"stop_strings", "push", std::to_string(count), 1,
                          [=] { return std::make_unique<StopStringsWork>(count); }});
  }
  for (const Setting& setting : settings()) {
    const std::size_t logits = setting.candidates > 0 ? setting.candidates : kVocab;
    rows.timed.push_back({"sampling", setting.name, std::to_string(logits), logits,
                          [=] { return std::make_unique<SampleWork>(setting, seed); }});
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::sampling_rows);
}
