// SPDX-License-Identifier: Apache-2.0
// Memory of the output head, and what its threads found, put together: the union of the ranges'
// candidates contains the k best of all rows with their ties.
#include "model/head.h"

#include "model/weights.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

#include <algorithm>

namespace bitnet::runtime {
namespace {

template <typename T, typename Take>
T* taken(const Take& take, std::size_t count) {
  return reinterpret_cast<T*>(take(count * sizeof(T)));  // NOLINT: raw memory
}

}  // namespace

template <typename Take>
void Head::carve(const ModelConfig& config, unsigned threads, bool screen, Head& head,
                 const Take& take) {
  const std::size_t item = head_item_rows(config.vocab, threads);
  head.logits_ = taken<float>(take, config.vocab);
  if (screen) {
    head.found_ = taken<std::uint32_t>(take, config.vocab);
    head.approximation_ = taken<float>(take, config.vocab);
    head.highest_ = taken<float>(take, config.vocab);
    head.ranges_.resize(head_ranges(threads));
  }
  head.threads_.resize(threads);
  for (HeadThreadBuffers& thread : head.threads_) {
    thread.normed = taken<float>(take, config.embd);
    thread.values = taken<float>(take, screen ? 2 * item : item);
    if (screen) {
      thread.ids = taken<std::uint32_t>(take, item);
      thread.planes = taken<std::int8_t>(take, kernels::screen_query_bytes(config.embd));
      thread.scratch = take(kernels::screen_scratch_bytes());
    }
  }
}

std::size_t Head::bytes(const ModelConfig& config, unsigned threads, bool screen) {
  std::size_t used = 0;
  Head measured;
  carve(config, threads, screen, measured, [&](std::size_t bytes) -> std::uint8_t* {
    used += (bytes + 127) / 128 * 128;
    return nullptr;
  });
  return used;
}

Result<Head> Head::create(const Model& model, unsigned threads, bool screen) {
  Head head;
  auto buffer = HugeBuffer::create(bytes(model.config(), threads, screen), "the logits");
  if (!buffer) {
    return tl::unexpected(buffer.error());
  }
  head.buffer_ = std::move(*buffer);
  const kernels::DenseMatrix& rows = model.weights().head;
  if (screen && model.weights().head_is_mapped) {
    head.pages_ = HeadPages(rows.data, rows.rows * kernels::dense_row_bytes(rows.type, rows.cols));
  }
  std::uint8_t* next = head.buffer_.data();
  carve(model.config(), threads, screen, head, [&](std::size_t bytes) {
    std::uint8_t* const at = next;
    next += (bytes + 127) / 128 * 128;
    return at;
  });
  return head;
}

LogitView Head::logits(const Model& model, ThreadPool& pool, Stages& stages, const float* hidden,
                       const HeadNeed& need, kernels::KernelCounters* counters) {
  const std::uint32_t vocab = model.config().vocab;
  const bool screened = !ranges_.empty() && model.weights().screen.data != nullptr &&
                        need.kind != HeadNeedKind::kFull && need.k <= kMaxScreenedTop;
  stages.restart();
  const HeadWork work = {model,          stages,   hidden, screened ? need.k : 0, logits_, found_,
                         approximation_, highest_, ranges_};
  pool.run([&](unsigned thread, unsigned threads) {
    const kernels::CountScope scope(counters == nullptr ? nullptr : counters + thread);
    HeadThread(work, threads_[thread], threads).run();
  });
  if (screened) {
    return gather(vocab);
  }
  ++counts_.full;
  return {{logits_, vocab}, {}};
}

// Moves the candidates of all ranges together.
LogitView Head::gather(std::uint32_t vocab) {
  ids_.clear();
  std::size_t rows = 0;
  for (std::uint32_t r = 0; r < ranges_.size(); ++r) {
    const Share share = head_range(vocab, r, static_cast<std::uint32_t>(ranges_.size()));
    for (std::size_t i = share.begin; i < share.begin + ranges_[r].found; ++i) {
      logits_[ids_.size()] = logits_[i];  // never ahead of what is still to be read
      ids_.push_back(static_cast<std::int32_t>(found_[i]));
    }
    rows += ranges_[r].counts.exact;
  }
  ++(rows >= vocab ? counts_.fallbacks : counts_.screened);
  counts_.candidates += rows;
  pages_.note_read(rows);
  return {{logits_, ids_.size()}, ids_};
}

Result<const float*> Head::all_logits(const Model& model, ThreadPool& pool, const float* hidden,
                                      std::uint32_t tokens, kernels::KernelCounters* counters) {
  const ModelConfig& config = model.config();
  if (many_.size() == 0) {
    auto buffer = HugeBuffer::create(
        (std::size_t{config.vocab} + config.embd) * kHeadTokens * sizeof(float), "the logits");
    if (!buffer) {
      return tl::unexpected(buffer.error());
    }
    many_ = std::move(*buffer);
  }
  float* const all = reinterpret_cast<float*>(many_.data());  // NOLINT: raw memory
  float* const normed = all + std::size_t{config.vocab} * kHeadTokens;
  pool.run([&](unsigned thread, unsigned threads) {
    const kernels::CountScope scope(counters == nullptr ? nullptr : counters + thread);
    const Share own = share_of(tokens, 1, thread, threads);
    for (std::size_t t = own.begin; t < own.end; ++t) {
      kernels::counted_rmsnorm(model.kernels(), hidden + t * config.embd,
                               model.weights().output_norm, config.embd, config.rms_eps,
                               normed + t * config.embd);
    }
    pool.barrier();
    const Share share = share_of(config.vocab, kHeadRowGroup, thread, threads);
    kernels::counted_logits(model.kernels(), model.weights().head, normed, tokens, config.embd,
                            static_cast<std::uint32_t>(share.begin),
                            static_cast<std::uint32_t>(share.end), all, config.vocab);
  });
  counts_.full += tokens;
  return all;
}

}  // namespace bitnet::runtime
