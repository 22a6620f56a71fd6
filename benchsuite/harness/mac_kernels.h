// SPDX-License-Identifier: Apache-2.0
// The multiply-accumulate loops with which a machine's peak is measured, one per instruction. They
// compute nothing: operands stay in registers, sums are independent, no result is kept. Which of
// them is the peak of an instruction set is decided in mac_peak.cpp.
#pragma once

#include <cstdint>

namespace benchsuite {

/// Runs `steps` times the multiply-accumulates of one step.
using MacLoop = void (*)(std::uint64_t steps) noexcept;

// Multiply-accumulates of one step: products of 8-bit integers, or of floats.
inline constexpr std::uint64_t kScalarMacs = 64;
inline constexpr std::uint64_t kAvx2PairMacs = std::uint64_t{8} * 32;    // vpmaddubsw + vpaddw
inline constexpr std::uint64_t kAvx512PairMacs = std::uint64_t{8} * 64;  // vpmaddubsw + vpaddw
inline constexpr std::uint64_t kAvx512DotMacs = std::uint64_t{10} * 64;  // vpdpbusd
inline constexpr std::uint64_t kAvx2F32Macs = std::uint64_t{8} * 8;      // vmulps + vaddps
inline constexpr std::uint64_t kAvx512F32Macs = std::uint64_t{10} * 16;  // vfmadd
inline constexpr std::uint64_t kNeonDotMacs = std::uint64_t{10} * 16;    // sdot
inline constexpr std::uint64_t kNeonF32Macs = std::uint64_t{10} * 4;     // fmla

void scalar_int8_macs(std::uint64_t steps) noexcept;
void scalar_f32_macs(std::uint64_t steps) noexcept;

void avx2_pair_macs(std::uint64_t steps) noexcept;
void avx2_f32_macs(std::uint64_t steps) noexcept;

void avx512_pair_macs(std::uint64_t steps) noexcept;
void avx512_dot_macs(std::uint64_t steps) noexcept;
void avx512_f32_macs(std::uint64_t steps) noexcept;

void neon_dot_macs(std::uint64_t steps) noexcept;
void neon_f32_macs(std::uint64_t steps) noexcept;

}  // namespace benchsuite
