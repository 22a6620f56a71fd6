// SPDX-License-Identifier: Apache-2.0
#include "exact_exp.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace bitnet::runtime {
namespace {

TEST_CASE("exp: within 2 ulp of the C library, to the end of the normal numbers") {
  double worst = 0;
  for (int i = 0; i <= 708 * 97; ++i) {
    const double x = -i / 97.0;
    const double wanted = std::exp(x);
    const double ulp = wanted * std::numeric_limits<double>::epsilon();
    worst = std::max(worst, std::abs(exp_of_nonpositive(x) - wanted) / ulp);
  }
  CHECK(worst <= 2);
}

TEST_CASE("exp: exact and extreme values") {
  CHECK(exp_of_nonpositive(0.0) == 1.0);
  CHECK(exp_of_nonpositive(-0.0) == 1.0);
  CHECK(exp_of_nonpositive(-708.0) > 0);
  CHECK(exp_of_nonpositive(-709.0) == 0);
  CHECK(exp_of_nonpositive(-1e300) == 0);
  CHECK(exp_of_nonpositive(-std::numeric_limits<double>::infinity()) == 0);
  CHECK(exp_of_nonpositive(-1e-300) == 1.0);
}

TEST_CASE("exp: these bits on every machine") {
  // Computed once with this program; a fused multiply-add or another order changes some of them.
  std::uint64_t digest = 0;
  for (int i = 0; i < 100000; ++i) {
    digest = digest * 31 + std::bit_cast<std::uint64_t>(exp_of_nonpositive(-i * 0.0071));
  }
  CHECK(digest == 878207585796076253U);
}

}  // namespace
}  // namespace bitnet::runtime
