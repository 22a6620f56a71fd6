// SPDX-License-Identifier: Apache-2.0
// The best few of many logits, without sorting them all.
#pragma once

#include <bitnet/runtime/sampling.h>

#include <cstddef>
#include <vector>

namespace bitnet::runtime {

/// The order of tokens: higher logit first, then lower id. -0 equals +0.
[[nodiscard]] inline bool better(const TokenLogit& a, const TokenLogit& b) noexcept {
  return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

/// Errors of Sampler::sample() that the view alone can have.
Result<void> check_logits(LogitView view);

/// The min(count, size) best, best first, into `best`, whose memory is reused. Requires
/// check_logits().
void select_best(LogitView view, std::size_t count, std::vector<TokenLogit>& best);

}  // namespace bitnet::runtime
