// SPDX-License-Identifier: Apache-2.0
// A sequence in a model: checks what comes in, runs passes over it, keeps the position.
#include "model/activations.h"
#include "model/forward.h"
#include "model/head.h"
#include "model/kv_cache.h"
#include "model/stages.h"
#include "model/weights.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/session.h>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace bitnet::runtime {
namespace {

std::uint32_t context_of(const ModelConfig& config, const SessionOptions& options) {
  return options.context == 0 ? config.context : options.context;
}

std::uint32_t batch_of(const ModelConfig& config, const SessionOptions& options) {
  return std::min(options.batch, context_of(config, options));
}

}  // namespace

struct Session::State {
  const Model* model = nullptr;
  ThreadPool* pool = nullptr;
  SessionOptions options;
  std::uint32_t context = 0;
  std::uint32_t batch = 0;
  std::uint32_t position = 0;
  std::uint32_t last = 0;  // row of buffers.hidden that belongs to the last token
  bool has_last = false;
  KvCache cache;
  Activations buffers;
  Stages stages;
  Head head;
  std::vector<kernels::KernelCounters> counters;  // one per thread; empty = not counted
  PassCounts counts;
  ForwardTap* tap = nullptr;

  kernels::KernelCounters* counting() { return counters.empty() ? nullptr : counters.data(); }

  // False, and nothing has changed, if `stop` ended the pass.
  [[nodiscard]] bool pass(std::span<const std::int32_t> ids, const std::atomic<bool>* stop) {
    const std::vector<kernels::KernelCounters> before = counters;
    bool stopped = false;
    stages.restart();
    const Pass work{*model, *pool, cache, buffers, stages, ids, position, tap, stop, stopped};
    pool->run([&](unsigned thread, unsigned threads) {
      const kernels::CountScope scope(counters.empty() ? nullptr : &counters[thread]);
      forward(work, thread, threads);
    });
    if (stopped) {
      counters = before;  // they speak of tokens that were processed
      has_last = false;
      return false;
    }
    position += static_cast<std::uint32_t>(ids.size());
    last = static_cast<std::uint32_t>(ids.size() - 1);
    has_last = true;
    ++counts.passes;
    counts.tokens += ids.size();
    return true;
  }

  [[nodiscard]] Result<void> check(std::span<const std::int32_t> ids) const {
    if (ids.empty()) {
      return usage_error("there are no tokens to process");
    }
    if (ids.size() > context - position) {
      return usage_error(
          fmt::format("{} tokens do not fit: {} of {} positions of the context are taken",
                      ids.size(), position, context));
    }
    const std::uint32_t vocab = model->config().vocab;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] < 0 || static_cast<std::uint32_t>(ids[i]) >= vocab) {
        return usage_error(fmt::format("token {} is {}, but the vocabulary has the ids 0 to {}", i,
                                       ids[i], vocab - 1));
      }
    }
    return {};
  }
};

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}

Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

std::size_t session_memory_bytes(const ModelConfig& config, unsigned threads,
                                 const SessionOptions& options) {
  const std::uint32_t context = context_of(config, options);
  return KvCache::bytes(config, options.kv, context) +
         Activations::bytes(config, batch_of(config, options), context, threads) +
         Head::bytes(config, threads, !options.exact_head);
}

Result<Session> Session::create(const Model& model, ThreadPool& pool,
                                const SessionOptions& options) {
  const ModelConfig& config = model.config();
  if (options.context > config.context) {
    return usage_error(fmt::format("a context of {} was asked for; the model was made for {}",
                                   options.context, config.context));
  }
  if (options.batch == 0 || options.batch > kMaxBatch) {
    return usage_error(
        fmt::format("the batch must be 1 to {} tokens, not {}", kMaxBatch, options.batch));
  }
  const std::uint32_t context = context_of(config, options);
  const Result<void> fits =
      check_memory(session_memory_bytes(config, pool.size(), options),
                   fmt::format("the KV cache of {} positions and the buffers of a pass", context));
  if (!fits) {
    return tl::unexpected(fits.error());
  }
  auto state = std::make_unique<State>();
  state->model = &model;
  state->pool = &pool;
  state->options = options;
  state->context = context;
  state->batch = batch_of(config, options);
  auto cache = KvCache::create(config, options.kv, context);
  if (!cache) {
    return tl::unexpected(cache.error());
  }
  auto buffers = Activations::create(config, state->batch, context, pool.size());
  if (!buffers) {
    return tl::unexpected(buffers.error());
  }
  auto head = Head::create(model, pool.size(), !options.exact_head);
  if (!head) {
    return tl::unexpected(head.error());
  }
  state->cache = std::move(*cache);
  state->buffers = std::move(*buffers);
  state->head = std::move(*head);
  state->counters.resize(options.count_kernels ? pool.size() : 0);
  return Session(std::move(state));
}

Result<void> Session::prefill(std::span<const std::int32_t> ids, const std::atomic<bool>* stop) {
  State& state = *state_;
  Result<void> checked = state.check(ids);
  if (!checked) {
    return checked;
  }
  while (!ids.empty() && (stop == nullptr || !stop->load(std::memory_order_relaxed))) {
    const std::size_t n = std::min<std::size_t>(ids.size(), state.batch);
    if (!state.pass(ids.first(n), stop)) {
      break;
    }
    ids = ids.subspan(n);
  }
  return {};
}

Result<void> Session::prefill_logits(std::span<const std::int32_t> ids, std::size_t first,
                                     const OnLogits& on_logits, const std::atomic<bool>* stop) {
  State& state = *state_;
  Result<void> checked = state.check(ids);
  if (!checked) {
    return checked;
  }
  const std::uint32_t vocab = state.model->config().vocab;
  const std::size_t embd = state.model->config().embd;
  for (std::size_t done = 0;
       done < ids.size() && (stop == nullptr || !stop->load(std::memory_order_relaxed));) {
    const std::size_t n = std::min<std::size_t>(ids.size() - done, state.batch);
    const std::uint32_t before = state.position;
    if (!state.pass(ids.subspan(done, n), stop)) {
      break;
    }
    for (std::size_t t = first > done ? first - done : 0; t < n;) {
      const std::size_t count = std::min<std::size_t>(n - t, kHeadTokens);
      const auto logits =
          state.head.all_logits(*state.model, *state.pool, state.buffers.hidden + t * embd,
                                static_cast<std::uint32_t>(count), state.counting());
      if (!logits) {
        return tl::unexpected(logits.error());
      }
      for (std::size_t i = 0; i < count; ++i) {
        on_logits(before + static_cast<std::uint32_t>(t + i), {*logits + i * vocab, vocab});
      }
      t += count;
    }
    done += n;
  }
  return {};
}

Result<LogitView> Session::logits(const HeadNeed& need) {
  State& state = *state_;
  if (!state.has_last) {
    return usage_error("there are no logits before the first token");
  }
  const float* hidden = state.buffers.hidden + std::size_t{state.last} * state.model->config().embd;
  return state.head.logits(*state.model, *state.pool, state.stages, hidden, need, state.counting());
}

void Session::rewind(std::uint32_t position) noexcept {
  if (position < state_->position) {
    state_->position = position;
    state_->has_last = false;
  }
}

std::uint32_t Session::position() const noexcept {
  return state_->position;
}

std::uint32_t Session::context() const noexcept {
  return state_->context;
}

const Model& Session::model() const noexcept {
  return *state_->model;
}

unsigned Session::threads() const noexcept {
  return state_->pool->size();
}

kernels::KvType Session::kv_type() const noexcept {
  return state_->options.kv;
}

const HeadCounts& Session::head_counts() const noexcept {
  return state_->head.counts();
}

const PassCounts& Session::pass_counts() const noexcept {
  return state_->counts;
}

kernels::KernelCounters Session::counters() const {
  kernels::KernelCounters sum;
  for (const kernels::KernelCounters& counters : state_->counters) {
    sum.merge(counters);
  }
  return sum;
}

void Session::clear_counters() noexcept {
  std::fill(state_->counters.begin(), state_->counters.end(), kernels::KernelCounters{});
  state_->head.clear_counts();
  state_->counts = {};
}

std::size_t Session::memory_bytes() const noexcept {
  return session_memory_bytes(state_->model->config(), state_->pool->size(), state_->options);
}

void Session::set_tap(ForwardTap* tap) noexcept {
  state_->tap = tap;
}

}  // namespace bitnet::runtime
