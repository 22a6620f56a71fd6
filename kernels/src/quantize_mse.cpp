// SPDX-License-Identifier: Apache-2.0
// Least-squares ternary quantisation. Dropping all but the m largest of a group leaves the error
// sum w^2 - S_m^2 / m at the best scale S_m / m, so one sort and one pass over prefix sums find the
// optimum. Does not pack: the kernel table does.
#include "groups.h"
#include "scalar/ternary.h"
#include "scratch.h"

#include <bitnet/kernels/convert.h>

#include <algorithm>
#include <functional>

namespace bitnet::kernels {
namespace {

struct Fit {
  float threshold;  // trit is nonzero from this magnitude on
  float scale;
};

// `sorted`: n > 0 positive finite magnitudes, largest first. S^2 / m is convex along equal
// magnitudes, so its maximum is at the end of a run of equals; only those are looked at, because
// the threshold cannot separate equals.
Fit best_fit(const float* sorted, std::size_t n) noexcept {
  double sum = 0.0;
  double best_gain = -1.0;
  Fit best{};
  for (std::size_t i = 0; i < n; ++i) {
    sum += static_cast<double>(sorted[i]);
    if (i + 1 < n && sorted[i + 1] == sorted[i]) {
      continue;
    }
    const auto m = static_cast<double>(i + 1);
    const double gain = sum * sum / m;
    if (gain > best_gain) {
      best_gain = gain;
      best = {sorted[i], static_cast<float>(sum / m)};
    }
  }
  return best;
}

// Fits one group and writes its trits; returns the scale to store.
float quantize_group(Format format, const float* w, std::size_t n, float* magnitudes,
                     std::int8_t* trits) noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const float magnitude = std::fabs(w[i]);
    if (magnitude > 0.0F && magnitude <= FLT_MAX) {
      magnitudes[count++] = magnitude;
    }
  }
  if (count == 0) {
    std::fill_n(trits, n, std::int8_t{0});
    return empty_group_scale(format);
  }
  std::sort(magnitudes, magnitudes + count, std::greater<>());
  const Fit fit = best_fit(magnitudes, count);
  for (std::size_t i = 0; i < n; ++i) {
    trits[i] = static_cast<std::int8_t>(ternary(w[i], fit.threshold));
  }
  return fit.scale;
}

}  // namespace

std::size_t quantize_mse_scratch_bytes(const PackedLayout& layout) noexcept {
  return scratch_bytes<float>(largest_group(layout)) + scratch_bytes<float>(layout.scale_count) +
         scratch_bytes<std::int8_t>(layout.rows * layout.k);
}

void quantize_mse(const KernelTable& kernels, const PackedLayout& layout, const float* w,
                  std::uint8_t* packed, std::uint8_t* scratch) noexcept {
  Scratch memory(scratch);
  auto* const magnitudes = memory.take<float>(largest_group(layout));
  auto* const scales = memory.take<float>(layout.scale_count);
  auto* const trits = memory.take<std::int8_t>(layout.rows * layout.k);
  for (std::size_t g = 0; g < layout.scale_count; ++g) {
    const Group group = group_at(layout, g);
    scales[g] = quantize_group(layout.format, w + group.first, group.count, magnitudes,
                               trits + group.first);
  }
  kernels.of(layout.format).pack(layout, trits, scales, packed);
}

}  // namespace bitnet::kernels
