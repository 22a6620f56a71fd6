// SPDX-License-Identifier: Apache-2.0
// Seeded inputs and small helpers for the kernel tests.
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <array>
#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>

namespace bitnet::kernels::testing {
namespace {

constexpr std::uint64_t kSeed = 20240601;
constexpr float kInf = std::numeric_limits<float>::infinity();

float sign_of(Rng& rng) {
  return rng.below(2) == 0 ? 1.0F : -1.0F;
}

float gaussian(Rng& rng) {
  double sum = -6.0;  // twelve uniforms: mean 6, variance 1
  for (int i = 0; i < 12; ++i) {
    sum += rng.uniform();
  }
  return static_cast<float>(sum);
}

float extreme(Rng& rng) {
  const std::array<float, 12> special = {std::nanf("1"), kInf,         -kInf,    FLT_MAX,
                                         -FLT_MAX,       FLT_TRUE_MIN, -0.0F,    -FLT_MIN,
                                         FLT_MAX / 2,    -65504.0F,    65520.0F, 3e-8F};
  return rng.below(3) == 0 ? special[rng.below(special.size())] : gaussian(rng);
}

float at_threshold(Rng& rng) {
  const std::array<float, 6> values = {
      1.0F, 0.5F, std::nextafterf(0.5F, 0.0F), std::nextafterf(0.5F, 1.0F), 0.0F, 0.25F};
  return values[rng.below(values.size())] * sign_of(rng);
}

float not_finite(Rng& rng) {
  return rng.below(2) == 0 ? std::nanf("") * sign_of(rng) : kInf * sign_of(rng);
}

float value_of(Data kind, Rng& rng) {
  switch (kind) {
    case Data::kGaussian:
      return gaussian(rng);
    case Data::kTernary:
      return 0.75F * static_cast<float>(rng.trit());
    case Data::kExtreme:
      return extreme(rng);
    case Data::kZero:
      return 0.0F * sign_of(rng);
    case Data::kNotFinite:
      return not_finite(rng);
    case Data::kTinyest:
      return FLT_TRUE_MIN * static_cast<float>(rng.below(8)) * sign_of(rng);
    case Data::kAtThreshold:
      return at_threshold(rng);
  }
  return 0.0F;
}

}  // namespace

std::uint64_t test_seed() {
  const char* const text = std::getenv("BITNET_TEST_SEED");
  return text == nullptr ? kSeed : std::strtoull(text, nullptr, 10);
}

std::uint64_t Rng::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::vector<float> make_data(Data kind, std::size_t n, Rng& rng) {
  std::vector<float> values(n);
  for (float& value : values) {
    value = value_of(kind, rng);
  }
  return values;
}

std::vector<std::int8_t> make_trits(std::size_t n, Rng& rng) {
  std::vector<std::int8_t> trits(n);
  for (std::int8_t& trit : trits) {
    trit = static_cast<std::int8_t>(rng.trit());
  }
  return trits;
}

std::vector<std::uint8_t> make_bytes(std::size_t n, Rng& rng) {
  std::vector<std::uint8_t> bytes(n);
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(rng.next() & 0xffU);
  }
  return bytes;
}

PackedLayout layout_of(Format format, std::size_t rows, std::size_t k, Tile tile) {
  const LayoutResult result = make_layout(format, rows, k, tile);
  REQUIRE(result.error == LayoutError::kNone);
  return result.layout;
}

std::vector<Isa> available_isas() {
  std::vector<Isa> isas;
  for (const Isa isa : kAllIsas) {
    if (isa_available(isa)) {
      isas.push_back(isa);
    }
  }
  return isas;
}

std::vector<std::uint8_t> pack(const PackedLayout& layout, const std::vector<std::int8_t>& trits,
                               const std::vector<float>& scales, Isa isa) {
  std::vector<std::uint8_t> packed(layout.total_bytes);
  kernels_for(isa).of(layout.format).pack(layout, trits.data(), scales.data(), packed.data());
  return packed;
}

std::vector<std::uint8_t> quantize(const PackedLayout& layout, const std::vector<float>& w,
                                   Isa isa) {
  std::vector<std::uint8_t> packed(layout.total_bytes);
  kernels_for(isa).of(layout.format).quantize(layout, w.data(), packed.data());
  return packed;
}

std::vector<float> dequantize(const PackedLayout& layout, const std::vector<std::uint8_t>& packed,
                              Isa isa) {
  std::vector<float> w(layout.rows * layout.k);
  kernels_for(isa).of(layout.format).dequantize(layout, packed.data(), w.data());
  return w;
}

Unpacked unpack(const PackedLayout& layout, const std::vector<std::uint8_t>& packed, Isa isa) {
  Unpacked result{std::vector<std::int8_t>(layout.rows * layout.k),
                  std::vector<float>(layout.scale_count)};
  kernels_for(isa)
      .of(layout.format)
      .unpack(layout, packed.data(), result.trits.data(), result.scales.data());
  return result;
}

std::string describe(const PackedLayout& layout) {
  std::ostringstream text;
  text << format_name(layout.format) << ' ' << layout.rows << 'x' << layout.k;
  if (layout.tile.bm_rows != 0) {
    text << " tile " << layout.tile.bm_rows << 'x' << layout.tile.bk_cols << '/'
         << layout.tile.sub_rows;
  }
  return text.str();
}

std::vector<std::uint8_t> from_hex(std::string_view hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(
        static_cast<std::uint8_t>(std::stoul(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::size_t first_difference(const void* a, const void* b, std::size_t bytes) {
  const auto* const left = static_cast<const std::uint8_t*>(a);
  const auto* const right = static_cast<const std::uint8_t*>(b);
  for (std::size_t i = 0; i < bytes; ++i) {
    if (left[i] != right[i]) {
      return i;
    }
  }
  return bytes;
}

}  // namespace bitnet::kernels::testing
