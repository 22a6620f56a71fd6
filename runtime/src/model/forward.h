// SPDX-License-Identifier: Apache-2.0
// The forward pass of one thread through all layers, together with the other threads of a pool:
//   a = rmsnorm(h, attn_norm);  q, k, v = W_q a, W_k a, W_v a  (one quantisation of a)
//   q, k = rope(q), rope(k);    o = softmax(q K^T / sqrt(head_dim)) V
//   h += W_o rmsnorm(o, attn_sub_norm);  f = rmsnorm(h, ffn_norm)
//   h += W_down rmsnorm(act(W_gate f) * W_up f, ffn_sub_norm)
// Does not compute logits (head.h).
#pragma once

#include "model/activations.h"
#include "model/forward_tap.h"
#include "model/kv_cache.h"
#include "model/stages.h"
#include "model/weights.h"

#include <bitnet/runtime/model.h>
#include <bitnet/runtime/thread_pool.h>

#include <atomic>
#include <cstdint>
#include <span>

namespace bitnet::runtime {

/// What a pass works on; the same for all threads.
struct Pass {
  const Model& model;
  ThreadPool& pool;
  KvCache& cache;
  Activations& buffers;
  Stages& stages;                     // restarted
  std::span<const std::int32_t> ids;  // ids of the vocabulary, at most the batch
  std::uint32_t position = 0;         // of ids[0]
  ForwardTap* tap = nullptr;
  const std::atomic<bool>* stop = nullptr;  // looked at in every layer if there are several ids
  bool& stopped;                            // becomes true if the pass ended for it
};

/// Every thread of the pool calls it once. Afterwards (behind a barrier that it contains)
/// buffers.hidden holds the residual stream of every token, and the cache their keys and values,
/// unless the pass was stopped.
/// Each value depends on its token and the tokens before it alone: not on how many threads or
/// tokens take part, because every sum is done by one kernel call in one order.
void forward(const Pass& pass, unsigned thread, unsigned threads) noexcept;

}  // namespace bitnet::runtime
