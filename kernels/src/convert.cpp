// SPDX-License-Identifier: Apache-2.0
// Lossless conversion between packed formats: unpack, find one scale per target group that
// reproduces every source value, pack. Refuses rather than rounds; never re-quantises.
#include "groups.h"
#include "scalar/ternary.h"
#include "scratch.h"

#include <bitnet/kernels/convert.h>

#include <bit>
#include <cmath>

namespace bitnet::kernels {
namespace {

bool same_scale(float a, float b) noexcept {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool has_f16_scales(const PackedLayout& layout) noexcept {
  return layout.block_weights != 0;
}

bool representable(const PackedLayout& to, float scale) noexcept {
  return !has_f16_scales(to) || same_scale(f32_from_f16(f16_from_f32(scale)), scale);
}

// What the source values of one target group demand of its scale. A NaN or Inf scale shows in every
// weight (0 * Inf is NaN); a finite one only in nonzero weights, but zeros then need it finite.
class ScaleDemand {
 public:
  void add(float scale, int trit) noexcept {
    if (std::isfinite(scale) && trit == 0) {
      needs_finite_ = true;
      if (!has_hint_) {
        hint_ = scale;
        has_hint_ = true;
      }
      return;
    }
    uniform_ = uniform_ && (!fixed_ || same_scale(scale_, scale));
    scale_ = scale;
    fixed_ = true;
  }

  [[nodiscard]] bool consistent() const noexcept {
    return uniform_ && !(fixed_ && needs_finite_ && !std::isfinite(scale_));
  }

  // The demanded scale; without one the source's own if the target can hold it, which makes
  // conversions of all-zero groups reversible.
  [[nodiscard]] float scale(const PackedLayout& to) const noexcept {
    if (fixed_) {
      return scale_;
    }
    return has_hint_ && representable(to, hint_) ? hint_ : empty_group_scale(to.format);
  }

 private:
  float scale_ = 0.0F;
  float hint_ = 0.0F;
  bool fixed_ = false;
  bool has_hint_ = false;
  bool needs_finite_ = false;
  bool uniform_ = true;
};

ConvertError choose_scales(const PackedLayout& from, const std::int8_t* trits, const float* source,
                           const PackedLayout& to, float* target) noexcept {
  for (std::size_t g = 0; g < to.scale_count; ++g) {
    const Group group = group_at(to, g);
    ScaleDemand demand;
    for (std::size_t i = group.first; i < group.first + group.count; ++i) {
      demand.add(source[group_of(from, i / from.k, i % from.k)], trits[i]);
    }
    if (!demand.consistent()) {
      return ConvertError::kScaleNotUniform;
    }
    target[g] = demand.scale(to);
    if (!representable(to, target[g])) {
      return ConvertError::kScaleNotRepresentable;
    }
  }
  return ConvertError::kNone;
}

}  // namespace

std::size_t convert_scratch_bytes(const PackedLayout& from, const PackedLayout& to) noexcept {
  return scratch_bytes<float>(from.scale_count) + scratch_bytes<float>(to.scale_count) +
         scratch_bytes<std::int8_t>(from.rows * from.k);
}

ConvertError convert(const KernelTable& kernels, const PackedLayout& from, const std::uint8_t* src,
                     const PackedLayout& to, std::uint8_t* dst, std::uint8_t* scratch) noexcept {
  if (from.rows != to.rows || from.k != to.k) {
    return ConvertError::kShapeMismatch;
  }
  if (count_invalid_codes(from, src) != 0) {
    return ConvertError::kInvalidCode;
  }
  Scratch memory(scratch);
  auto* const source = memory.take<float>(from.scale_count);
  auto* const target = memory.take<float>(to.scale_count);
  auto* const trits = memory.take<std::int8_t>(from.rows * from.k);
  kernels.of(from.format).unpack(from, src, trits, source);
  const ConvertError error = choose_scales(from, trits, source, to, target);
  if (error == ConvertError::kNone) {
    kernels.of(to.format).pack(to, trits, target, dst);
  }
  return error;
}

}  // namespace bitnet::kernels
