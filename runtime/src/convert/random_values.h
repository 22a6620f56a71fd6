// SPDX-License-Identifier: Apache-2.0
// The random numbers of synthetic models: position-addressed, the same on every platform. Not for
// statistics and not for secrets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bitnet::runtime {

/// One stream per (seed, name); values are addressed by index, so any part can be made alone.
class RandomValues {
 public:
  RandomValues(std::uint64_t seed, std::string_view name) noexcept;

  /// trits[i] = value first + i of the stream, uniform in {-1, 0, +1} to within 2^-16. Requires
  /// first % 4 == 0.
  void trits(std::uint64_t first, std::size_t count, std::int8_t* trits) const noexcept;

  /// x[i] = mean + deviation * bell(first + i): the sum of four uniforms, scaled to variance 1, cut
  /// at 3.46 by nature.
  void bell(std::uint64_t first, std::size_t count, float mean, float deviation,
            float* x) const noexcept;

 private:
  /// splitmix64 at `index`.
  [[nodiscard]] std::uint64_t bits(std::uint64_t index) const noexcept;

  std::uint64_t state_;
};

}  // namespace bitnet::runtime
