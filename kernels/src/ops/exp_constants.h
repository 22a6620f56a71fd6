// SPDX-License-Identifier: Apache-2.0
// The constants of the one exp that every ISA computes (its definition is in ops.h). Holds no code.
#pragma once

namespace bitnet::kernels {
namespace {

// Beyond these the result is 0 or Inf whatever x is; inside them n fits two factors 2^(n/2).
constexpr float kExpMin = -104.0F;
constexpr float kExpMax = 89.0F;
constexpr float kExpLog2e = 1.44269504F;
// ln 2 in two parts; n * kExpLn2High is exact because the high part has 15 bits and |n| < 2^8.
constexpr float kExpLn2High = 0.693145752F;
constexpr float kExpLn2Low = 1.42860677e-6F;
// Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, ties to even.
constexpr float kExpRounder = 12582912.0F;
// exp(r) = 1 + (r + r^2 * P(r)) for |r| <= 0.3467: P interpolates at the Chebyshev nodes.
constexpr float kExpP0 = 0.5F;
constexpr float kExpP1 = 0.166665763F;
constexpr float kExpP2 = 0.0416665561F;
constexpr float kExpP3 = 0.00836319011F;
constexpr float kExpP4 = 0.0013926198F;

}  // namespace
}  // namespace bitnet::kernels
