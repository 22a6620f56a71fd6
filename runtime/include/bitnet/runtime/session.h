// SPDX-License-Identifier: Apache-2.0
// One sequence of tokens in a model: KV cache, position, and the logits behind the last token. Does
// not choose tokens (sampling.h) and knows no text.
#pragma once

#include <bitnet/kernels/counters.h>
#include <bitnet/kernels/ops.h>
#include <bitnet/runtime/model.h>
#include <bitnet/runtime/result.h>
#include <bitnet/runtime/sampling.h>
#include <bitnet/runtime/thread_pool.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace bitnet::runtime {

class ForwardTap;

inline constexpr std::uint32_t kMaxBatch = 512;

struct SessionOptions {
  std::uint32_t context = 0;  // positions; 0 = the model's, and never more than that
  kernels::KvType kv = kernels::KvType::kF16;
  std::uint32_t batch = kMaxBatch;  // tokens that go through the model together, 1..kMaxBatch
  bool exact_head = false;          // never screen: every logit is computed
  bool count_kernels = false;       // keep the counters of counters.h
};

/// How the logits came about.
struct HeadCounts {
  std::uint64_t full = 0;        // every row computed, because that was asked for
  std::uint64_t screened = 0;    // candidates only
  std::uint64_t fallbacks = 0;   // screening did not separate: every row computed
  std::uint64_t candidates = 0;  // rows computed in screened heads, all together
};

/// What went through the layers.
struct PassCounts {
  std::uint64_t passes = 0;
  std::uint64_t tokens = 0;
};

/// Logits are bit-identical for any number of threads, any batch size and any division of the
/// tokens into calls. Not thread-safe; works on all threads of `pool` by itself.
class Session {
 public:
  /// Errors: kUsage if the context is larger than the model's or the batch out of range;
  /// kOutOfMemory, before anything is touched, if KV cache and buffers exceed what the machine or
  /// the cgroup has left. `model` and `pool` must outlive the session.
  [[nodiscard]] static Result<Session> create(const Model& model, ThreadPool& pool,
                                              const SessionOptions& options = {});

  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  /// Appends `ids`. Errors (kUsage, nothing is appended): no ids, an id outside the vocabulary
  /// (named with its index), more ids than positions are left.
  /// If `stop` becomes true it ends early, without an error: a pass of several tokens within one of
  /// its layers, and position() does not count the tokens of that pass.
  Result<void> prefill(std::span<const std::int32_t> ids, const std::atomic<bool>* stop = nullptr);

  /// prefill with one id.
  Result<void> decode(std::int32_t id) { return prefill({&id, 1}); }

  /// Called for each position with the logits behind it, in order; valid during the call.
  using OnLogits = std::function<void(std::uint32_t position, std::span<const float> logits)>;

  /// prefill that computes all logits behind every one of `ids` from index `first` on.
  Result<void> prefill_logits(std::span<const std::int32_t> ids, std::size_t first,
                              const OnLogits& on_logits, const std::atomic<bool>* stop = nullptr);

  /// Logits behind the last token, at least those that `need` asks for, each bit-identical to the
  /// full head's. Valid until the next call. Error: nothing was prefilled.
  [[nodiscard]] Result<LogitView> logits(const HeadNeed& need);

  /// Forgets everything behind the first `position` tokens. Where that is something, the logits of
  /// the last token are gone until the next prefill.
  void rewind(std::uint32_t position) noexcept;

  void reset() noexcept { rewind(0); }

  [[nodiscard]] std::uint32_t position() const noexcept;
  [[nodiscard]] std::uint32_t context() const noexcept;
  [[nodiscard]] const Model& model() const noexcept;
  [[nodiscard]] unsigned threads() const noexcept;
  [[nodiscard]] kernels::KvType kv_type() const noexcept;

  [[nodiscard]] const HeadCounts& head_counts() const noexcept;
  [[nodiscard]] const PassCounts& pass_counts() const noexcept;

  /// Sum over the threads since creation or clear_counters(); zeros without count_kernels.
  [[nodiscard]] kernels::KernelCounters counters() const;

  /// Also the head's and passes' counts.
  void clear_counters() noexcept;

  /// Bytes of KV cache and buffers.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

  /// Tests look at intermediate values through a tap; nullptr (the default) looks at nothing.
  void set_tap(ForwardTap* tap) noexcept;

 private:
  struct State;
  explicit Session(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

/// Bytes that create() will occupy.
[[nodiscard]] std::size_t session_memory_bytes(const ModelConfig& config, unsigned threads,
                                               const SessionOptions& options);

/// Error (kOutOfMemory) if `bytes` exceed what this machine (MemAvailable) or this process's cgroup
/// has left. `what` names them in the message. A system that does not tell accepts everything.
[[nodiscard]] Result<void> check_memory(std::size_t bytes, std::string_view what);

}  // namespace bitnet::runtime
