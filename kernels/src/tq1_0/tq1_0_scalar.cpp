// SPDX-License-Identifier: Apache-2.0
// tq1_0, scalar: five trits a byte as a base-3 fraction of 256, so that a decoder takes the digits
// from the top with multiplications by 3; four trits a byte in the last 4 bytes.
#include "scalar/block_kernels.h"
#include "scalar/rows.h"

namespace bitnet::kernels {
namespace {

struct Run {
  std::size_t first_weight;
  std::size_t first_byte;
  std::size_t bytes;   // byte j of the run holds weights first_weight + j + t * bytes, t < digits
  std::size_t digits;  // most significant first; absent ones are 0
};

constexpr std::array<Run, 3> kRuns = {Run{0, 0, 32, 5}, Run{160, 32, 16, 5}, Run{240, 48, 4, 4}};
constexpr unsigned kDigits = 5;
constexpr unsigned kBase5 = 243;  // 3^5

struct Tq1Codec {
  static constexpr Format kFormat = Format::kTq1;
  static constexpr std::size_t kWeights = 256;
  static constexpr std::size_t kCodeBytes = 52;

  static void encode(const std::int8_t* trits, std::uint8_t* codes) {
    for (const Run& run : kRuns) {
      for (std::size_t j = 0; j < run.bytes; ++j) {
        unsigned number = 0;
        for (std::size_t t = 0; t < kDigits; ++t) {
          const int digit = t < run.digits ? trits[run.first_weight + j + t * run.bytes] + 1 : 0;
          number = 3 * number + static_cast<unsigned>(digit);
        }
        codes[run.first_byte + j] = static_cast<std::uint8_t>((number * 256 + kBase5 - 1) / kBase5);
      }
    }
  }

  static void decode(const std::uint8_t* codes, std::int8_t* values) {
    for (const Run& run : kRuns) {
      for (std::size_t j = 0; j < run.bytes; ++j) {
        unsigned fraction = codes[run.first_byte + j];
        for (std::size_t t = 0; t < run.digits; ++t) {
          const unsigned tripled = 3 * fraction;
          values[run.first_weight + j + t * run.bytes] =
              static_cast<std::int8_t>(static_cast<int>(tripled >> 8) - 1);
          fraction = tripled & 0xffU;
        }
      }
    }
  }
};

}  // namespace

FormatKernels tq1_0_scalar() noexcept {
  return BlockKernels<Tq1Codec>::row();
}

}  // namespace bitnet::kernels
