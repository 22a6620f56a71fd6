// SPDX-License-Identifier: Apache-2.0
// Seeded inputs and small helpers for the kernel tests. BITNET_TEST_SEED replaces the fixed seed;
// tests CAPTURE it, so a failure names the seed that repeats it.
#pragma once

#include <bitnet/kernels/kernels.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::kernels::testing {

inline constexpr float kInf = std::numeric_limits<float>::infinity();
inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

[[nodiscard]] std::uint64_t test_seed();

/// splitmix64: small, and the same numbers on every platform.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next();

  [[nodiscard]] std::size_t below(std::size_t bound) { return next() % bound; }

  [[nodiscard]] double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  [[nodiscard]] int trit() { return static_cast<int>(next() % 3) - 1; }

 private:
  std::uint64_t state_;
};

enum class Data {
  kGaussian,     // N(0, 1) by a sum of uniforms
  kTernary,      // +-0.75 and 0
  kExtreme,      // NaN, infinities, subnormals, -0, FLT_MAX among ordinary numbers
  kZero,         // +0 and -0
  kNotFinite,    // NaN and +-Inf only
  kTinyest,      // subnormals only: s / 2 is not always exact
  kAtThreshold,  // s = 1 and values one step around +-0.5
};

inline constexpr Data kAllData[] = {Data::kGaussian,   Data::kTernary,   Data::kExtreme,
                                    Data::kZero,       Data::kNotFinite, Data::kTinyest,
                                    Data::kAtThreshold};

[[nodiscard]] std::vector<float> make_data(Data kind, std::size_t n, Rng& rng);
[[nodiscard]] std::vector<std::int8_t> make_trits(std::size_t n, Rng& rng);
[[nodiscard]] std::vector<std::uint8_t> make_bytes(std::size_t n, Rng& rng);

/// Layout that must exist.
[[nodiscard]] PackedLayout layout_of(Format format, std::size_t rows, std::size_t k,
                                     Tile tile = {});

/// The ISAs of this machine, scalar first.
[[nodiscard]] std::vector<Isa> available_isas();

[[nodiscard]] std::vector<std::uint8_t> pack(const PackedLayout& layout,
                                             const std::vector<std::int8_t>& trits,
                                             const std::vector<float>& scales,
                                             Isa isa = Isa::kScalar);
[[nodiscard]] std::vector<std::uint8_t> quantize(const PackedLayout& layout,
                                                 const std::vector<float>& w,
                                                 Isa isa = Isa::kScalar);
[[nodiscard]] std::vector<float> dequantize(const PackedLayout& layout,
                                            const std::vector<std::uint8_t>& packed,
                                            Isa isa = Isa::kScalar);

struct Unpacked {
  std::vector<std::int8_t> trits;
  std::vector<float> scales;
};

[[nodiscard]] Unpacked unpack(const PackedLayout& layout, const std::vector<std::uint8_t>& packed,
                              Isa isa = Isa::kScalar);

/// "tl1 33x97 tile 32x8/32", for failure messages.
[[nodiscard]] std::string describe(const PackedLayout& layout);

[[nodiscard]] std::vector<std::uint8_t> from_hex(std::string_view hex);

/// Index of the first byte that differs, or bytes if none does.
[[nodiscard]] std::size_t first_difference(const void* a, const void* b, std::size_t bytes);

}  // namespace bitnet::kernels::testing
