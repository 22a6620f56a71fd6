// SPDX-License-Identifier: Apache-2.0
// What tests of the forward pass share: a recording tap, sessions that must succeed, comparisons
// that NaN fails. Only for tests.
#pragma once

#include "model/reference_forward.h"
#include "model/tiny_model.h"

#include <bitnet/runtime/session.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace bitnet::runtime {

/// Keeps everything that a pass shows.
class RecordingTap : public ForwardTap {
 public:
  void hidden(std::uint32_t layer, std::uint32_t position, std::span<const float> values) override {
    const std::lock_guard lock(mutex_);
    hidden_[{layer, position}].assign(values.begin(), values.end());
  }

  void quantised(std::uint32_t layer, QuantSite site, std::uint32_t position,
                 std::span<const std::int8_t> values, float /*scale*/) override {
    const std::lock_guard lock(mutex_);
    quantised_[{layer, site, position}].assign(values.begin(), values.end());
  }

  [[nodiscard]] const QuantRecord& quantised_rows() const { return quantised_; }

  [[nodiscard]] const std::vector<float>& hidden_row(std::uint32_t layer,
                                                     std::uint32_t position) const {
    return hidden_.at({layer, position});
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<float>> hidden_;
  QuantRecord quantised_;
};

inline void must(const Result<void>& result) {
  REQUIRE(result);
}

inline std::unique_ptr<ThreadPool> test_pool(unsigned threads) {
  return ThreadPool::create(threads).value();
}

/// All logits behind the last of `ids`, prefilled in calls of `chunk` tokens (0 = one call).
inline std::vector<float> logits_after(Session& session, std::span<const std::int32_t> ids,
                                       std::size_t chunk = 0) {
  chunk = chunk == 0 ? ids.size() : chunk;
  for (std::size_t at = 0; at < ids.size(); at += chunk) {
    must(session.prefill(ids.subspan(at, std::min(chunk, ids.size() - at))));
  }
  const LogitView view = session.logits({}).value();
  return {view.logits.begin(), view.logits.end()};
}

/// max |a - b| / max |b|; NaN if anything is NaN.
template <typename A, typename B>
double relative_distance(const A& a, const B& b) {
  double distance = 0;
  double largest = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    distance = d > distance || std::isnan(d) ? d : distance;
    largest = std::max(largest, std::abs(static_cast<double>(b[i])));
  }
  return a.size() == b.size() ? distance / largest : std::nan("");
}

}  // namespace bitnet::runtime
