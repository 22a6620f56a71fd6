// SPDX-License-Identifier: Apache-2.0
// Rows tokenizer/{encode,encode_gpt2,decode}/<text> and tokenizer/build/<tokens>: how
// fast text becomes ids and back, and how long a vocabulary takes to load. BITNET_BENCH_TOKENIZER
// names a tiktoken rank file; without it a synthetic vocabulary of 128256 tokens is used, which
// merges more and finds fewer whole words than one that was trained. The label `vocabulary` says
// which.
#include "harness/bench_program.h"
#include "harness/bench_text.h"

#include <bitnet/runtime/tokenizer.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

namespace benchsuite {
namespace {

namespace runtime = bitnet::runtime;
using Ids = std::vector<std::int32_t>;

constexpr std::size_t kTextBytes = 65536;
constexpr std::uint32_t kSyntheticVocab = 128256;

const char* rank_file() {
  const char* path = std::getenv("BITNET_BENCH_TOKENIZER");
  return path != nullptr && *path != '\0' ? path : nullptr;
}

std::string vocabulary_name() {
  return rank_file() != nullptr ? "rank_file" : fmt::format("synthetic_{}", kSyntheticVocab);
}

// The harness turns what is thrown here into a failed row.
template <typename T>
T value_of(runtime::Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message);
  }
  return std::move(*result);
}

runtime::TokenizerData vocabulary(runtime::PreTokenizer pre) {
  runtime::TokenizerData data = rank_file() != nullptr
                                    ? value_of(runtime::tiktoken_tokenizer(rank_file()))
                                    : runtime::synthetic_tokenizer(kSyntheticVocab);
  data.pre = runtime::pre_tokenizer_name(pre);
  return data;
}

class TokenizerWork : public Workload {
 public:
  TokenizerWork(Text text, runtime::PreTokenizer pre, std::uint64_t seed)
      : text_(make_text(text, kTextBytes, seed)),
        tokenizer_(value_of(runtime::Tokenizer::from_data(vocabulary(pre)))) {
    context_.isa = "generic";
    context_.elements = text_.size();
    context_.labels["text"] = text_name(text);
    beside_copy_ = true;
    context_.labels["vocabulary"] = vocabulary_name();
    context_.labels["pre_tokenizer"] = runtime::pre_tokenizer_name(pre);
  }

 protected:
  // Ids from a workspace of its own.
  void make_reference() {
    reference_ = value_of(tokenizer_.encode(text_));
    context_.labels["tokens"] = std::to_string(reference_.size());
  }

  std::string text_;
  runtime::Tokenizer tokenizer_;
  Ids reference_;
};

class EncodeWork final : public TokenizerWork {
 public:
  using TokenizerWork::TokenizerWork;

  void prepare() override {
    make_reference();
    context_.bytes_read = text_.size();
    context_.bytes_written = reference_.size() * sizeof(std::int32_t);
    ids_.reserve(reference_.size());
    run(1);  // the workspace has its memory now
    ids_.assign(1, -1);
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      ids_.clear();
      failed_ = !tokenizer_.encode_into(text_, {}, workspace_, ids_);
      benchmark::DoNotOptimize(ids_.data());
      benchmark::ClobberMemory();
    }
  }

  [[nodiscard]] std::string difference() const override {
    if (failed_ || ids_ != reference_) {
      return "ids differ from those of a fresh workspace";
    }
    return tokenizer_.decode(ids_, false) == text_ ? "" : "the ids do not decode to the text";
  }

 private:
  runtime::EncodeWorkspace workspace_;
  Ids ids_;
  bool failed_ = false;
};

class DecodeWork final : public TokenizerWork {
 public:
  using TokenizerWork::TokenizerWork;

  void prepare() override {
    make_reference();
    context_.bytes_read = reference_.size() * sizeof(std::int32_t);
    context_.bytes_written = text_.size();
    decoded_.reserve(text_.size());
  }

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      decoded_.clear();
      tokenizer_.decode_into(reference_, false, decoded_);
      benchmark::DoNotOptimize(decoded_.data());
      benchmark::ClobberMemory();
    }
  }

  [[nodiscard]] std::string difference() const override {
    return decoded_ == text_ ? "" : "the decoded text is not the text";
  }

 private:
  std::string decoded_;
};

template <typename Work>
BenchRow row_of(const char* function, Text text, runtime::PreTokenizer pre, std::uint64_t seed) {
  BenchRow row{"tokenizer",
               function,
               std::string(text_name(text)),
               make_text(text, kTextBytes, seed).size(),
               {}};
  row.make = [=] { return std::make_unique<Work>(text, pre, seed); };
  return row;
}

// Everything between the strings of a file and a tokenizer that is ready.
class BuildWork final : public Workload {
 public:
  BuildWork() : data_(vocabulary(runtime::PreTokenizer::kLlama3)) {
    may_allocate_ = true;
    beside_copy_ = true;
    context_.isa = "generic";
    context_.elements = data_.tokens.size();
    for (const std::vector<std::string>* texts : {&data_.tokens, &data_.merges}) {
      for (const std::string& text : *texts) {
        context_.bytes_read += text.size();
      }
    }
    context_.labels["vocabulary"] = vocabulary_name();
    context_.labels["merges"] = std::to_string(data_.merges.size());
  }

  void prepare() override {}

  void run(std::uint64_t iterations) noexcept override {
    for (std::uint64_t i = 0; i < iterations; ++i) {
      tokenizer_ = runtime::Tokenizer::from_data(data_);
    }
  }

  [[nodiscard]] std::string difference() const override {
    if (!tokenizer_) {
      return tokenizer_.error().message;
    }
    const std::string text = make_text(Text::kEnglish, 4096, 1);
    const Ids ids = value_of(tokenizer_->encode(text));
    return ids.size() < text.size() / 2 && tokenizer_->decode(ids, false) == text
               ? ""
               : "the tokenizer does not work";
  }

 private:
  runtime::TokenizerData data_;
  runtime::Result<runtime::Tokenizer> tokenizer_ = runtime::input_error("nothing was built");
};

BenchRows tokenizer_rows(const BenchSetup& setup) {
  constexpr auto kLlama3 = runtime::PreTokenizer::kLlama3;
  BenchRows rows;
  for (const Text text : kTexts) {
    rows.timed.push_back(row_of<EncodeWork>("encode", text, kLlama3, setup.seed));
    rows.timed.push_back(
        row_of<EncodeWork>("encode_gpt2", text, runtime::PreTokenizer::kGpt2, setup.seed));
    rows.timed.push_back(row_of<DecodeWork>("decode", text, kLlama3, setup.seed));
  }
  rows.timed.push_back({"tokenizer", "build", std::to_string(kSyntheticVocab), kSyntheticVocab,
                        [] { return std::make_unique<BuildWork>(); }});
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::tokenizer_rows);
}
