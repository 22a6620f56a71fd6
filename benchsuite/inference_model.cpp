// SPDX-License-Identifier: Apache-2.0
// Loading for the inference rows.
#include "inference_model.h"

#include <bitnet/runtime/sampling.h>
#include <bitnet/runtime/synth.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <unistd.h>

namespace benchsuite {
namespace kernels = bitnet::kernels;
namespace runtime = bitnet::runtime;

namespace {

runtime::LoadOptions load_options(kernels::Isa isa) {
  runtime::LoadOptions options;
  options.isa = isa;
  return options;
}

}  // namespace

ModelFile::ModelFile() {
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

ModelFile::~ModelFile() {
  if (own_) {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
}

LoadedModel::LoadedModel(const std::filesystem::path& path, kernels::Isa isa, unsigned threads)
    : file_(must(runtime::GgufFile::open(path))),
      pool_(must(runtime::ThreadPool::create(threads))),
      model_(must(runtime::Model::load(file_, *pool_, load_options(isa)))) {}

runtime::Session LoadedModel::session(runtime::SessionOptions options) {
  options.context = std::min(options.context, model_.config().context);
  return must(runtime::Session::create(model_, *pool_, options));
}

LoadedModel& ModelCache::get(unsigned threads) {
  if (!loaded_ || threads_ != threads) {
    drop();
    loaded_ = std::make_unique<LoadedModel>(path_, isa_, threads);
    threads_ = threads;
  }
  return *loaded_;
}

TokenIds random_ids(std::size_t count, std::uint64_t seed, std::uint32_t vocab) {
  runtime::SplitMix64 random(seed);
  TokenIds ids(count);
  for (std::int32_t& id : ids) {
    id = static_cast<std::int32_t>(random.next() % vocab);
  }
  return ids;
}

std::int32_t best_token(runtime::Session& session, runtime::HeadNeedKind need) {
  const runtime::LogitView view = must(session.logits({need, 1}));
  return must(runtime::top_logits(view, 1)).front().id;
}

}  // namespace benchsuite
