// SPDX-License-Identifier: Apache-2.0
// The output head on all threads: each takes a range of rows. Screening happens per range; the
// union of the ranges' candidates contains the k best of all rows with their ties.
#include "model/head.h"

#include "model/weights.h"

#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/kernels.h>

#include <algorithm>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kRowGroup = 64;  // rows; ranges of threads are whole cache lines of logits

Share head_share(std::uint32_t vocab, unsigned thread, unsigned threads) {
  return share_of(vocab, kRowGroup, thread, threads);
}

}  // namespace

template <typename Take>
void Head::carve(const ModelConfig& config, unsigned threads, bool screen, Head& head,
                 const Take& take) {
  const std::size_t vocab = config.vocab;
  head.logits_ = reinterpret_cast<float*>(take(vocab * sizeof(float)));  // NOLINT: raw memory
  head.found_ =
      reinterpret_cast<std::uint32_t*>(take(vocab * sizeof(std::uint32_t)));  // NOLINT: likewise
  head.parts_.resize(threads);
  for (unsigned t = 0; t < threads; ++t) {
    ThreadPart& part = head.parts_[t];
    part.normed = reinterpret_cast<float*>(take(config.embd * sizeof(float)));  // NOLINT: likewise
    if (screen) {
      const Share share = head_share(config.vocab, t, threads);
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): likewise
      part.planes = reinterpret_cast<std::int8_t*>(take(kernels::screen_query_bytes(config.embd)));
      part.scratch =
          take(kernels::screen_scratch_bytes(static_cast<std::uint32_t>(share.end - share.begin)));
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

LogitView Head::logits(const Model& model, ThreadPool& pool, const float* hidden,
                       const HeadNeed& need, kernels::KernelCounters* counters) {
  const ModelConfig& config = model.config();
  const ModelWeights& weights = model.weights();
  const bool screened = parts_[0].planes != nullptr && weights.screen.data != nullptr &&
                        need.kind != HeadNeedKind::kFull && need.k <= kMaxScreenedTop;
  pool.run([&](unsigned thread, unsigned threads) {
    const kernels::CountScope scope(counters == nullptr ? nullptr : counters + thread);
    ThreadPart& part = parts_[thread];
    kernels::counted_rmsnorm(model.kernels(), hidden, weights.output_norm, config.embd,
                             config.rms_eps, part.normed);
    if (screened) {
      screen_rows(model, need.k, thread, threads);
      return;
    }
    const Share share = head_share(config.vocab, thread, threads);
    kernels::counted_logits(model.kernels(), weights.head, part.normed, 1, config.embd,
                            static_cast<std::uint32_t>(share.begin),
                            static_cast<std::uint32_t>(share.end), logits_, config.vocab);
  });
  if (screened) {
    return gather(config.vocab, pool.size());
  }
  ++counts_.full;
  return {{logits_, config.vocab}, {}};
}

void Head::screen_rows(const Model& model, std::uint32_t k, unsigned thread, unsigned threads) {
  ThreadPart& part = parts_[thread];
  const ModelConfig& config = model.config();
  const Share share = head_share(config.vocab, thread, threads);
  part.counts = {};
  part.found = 0;
  if (share.begin == share.end) {
    return;
  }
  const kernels::KernelTable& table = model.kernels();
  const kernels::ScreenQuery query = table.screen.prepare(part.normed, config.embd, part.planes);
  part.found = kernels::counted_top_rows(
      table, model.weights().head, model.weights().screen, query,
      static_cast<std::uint32_t>(share.begin), static_cast<std::uint32_t>(share.end), k,
      found_ + share.begin, logits_ + share.begin, part.scratch, &part.counts);
}

// Moves the candidates of all threads together.
LogitView Head::gather(std::uint32_t vocab, unsigned threads) {
  ids_.clear();
  std::size_t rows = 0;
  for (unsigned t = 0; t < threads; ++t) {
    const Share share = head_share(vocab, t, threads);
    const ThreadPart& part = parts_[t];
    for (std::size_t i = share.begin; i < share.begin + part.found; ++i) {
      logits_[ids_.size()] = logits_[i];  // never ahead of what is still to be read
      ids_.push_back(static_cast<std::int32_t>(found_[i]));
    }
    rows += part.counts.exact;
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
    const Share share = head_share(config.vocab, thread, threads);
    kernels::counted_logits(model.kernels(), model.weights().head, normed, tokens, config.embd,
                            static_cast<std::uint32_t>(share.begin),
                            static_cast<std::uint32_t>(share.end), all, config.vocab);
  });
  counts_.full += tokens;
  return all;
}

}  // namespace bitnet::runtime
