// SPDX-License-Identifier: Apache-2.0
// Logits from the residual stream: all of them, or the candidates for the k best by screening.
#pragma once

#include "model/head_pages.h"
#include "model/head_thread.h"

#include <bitnet/kernels/screen.h>
#include <bitnet/runtime/huge_buffer.h>
#include <bitnet/runtime/session.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bitnet::runtime {

/// Above it screening would let too many rows through to pay.
inline constexpr std::uint32_t kMaxScreenedTop = 256;

/// Tokens whose logits are computed together when all are wanted.
inline constexpr std::uint32_t kHeadTokens = 16;

class Head {
 public:
  Head() = default;

  [[nodiscard]] static std::size_t bytes(const ModelConfig& config, unsigned threads, bool screen);
  [[nodiscard]] static Result<Head> create(const Model& model, unsigned threads, bool screen);

  /// Logits of rmsnorm(hidden, output_norm), at least what `need` asks for.
  /// stages: in no one's use. counters: one per thread, or nullptr.
  [[nodiscard]] LogitView logits(const Model& model, ThreadPool& pool, Stages& stages,
                                 const float* hidden, const HeadNeed& need,
                                 kernels::KernelCounters* counters);

  /// All logits of up to kHeadTokens rows of `hidden`: token t at [t * vocab]. Valid until the next
  /// call.
  [[nodiscard]] Result<const float*> all_logits(const Model& model, ThreadPool& pool,
                                                const float* hidden, std::uint32_t tokens,
                                                kernels::KernelCounters* counters);

  [[nodiscard]] const HeadCounts& counts() const noexcept { return counts_; }

  void clear_counts() noexcept { counts_ = {}; }

 private:
  template <typename Take>
  static void carve(const ModelConfig& config, unsigned threads, bool screen, Head& head,
                    const Take& take);
  [[nodiscard]] LogitView gather(std::uint32_t vocab);

  HugeBuffer buffer_;
  HugeBuffer many_;                 // kHeadTokens x (vocab + embd), on first use
  float* logits_ = nullptr;         // vocab
  std::uint32_t* found_ = nullptr;  // vocab; these three only if screened
  float* approximation_ = nullptr;  // vocab
  float* highest_ = nullptr;        // vocab
  std::vector<HeadThreadBuffers> threads_;
  std::vector<HeadRange> ranges_;
  std::vector<std::int32_t> ids_;
  HeadPages pages_;
  HeadCounts counts_;
};

}  // namespace bitnet::runtime
