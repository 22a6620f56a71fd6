// SPDX-License-Identifier: Apache-2.0
// Exact intervals of a share. Nothing seen is not "never": 0 of 60 leaves 4.9 % possible.
#include "stats/distributions.h"

#include <perfgate/paired_stats.h>

namespace perfgate::stats {

double share_upper_bound(std::size_t hits, std::size_t trials, double confidence) {
  if (hits >= trials) {
    return 1;
  }
  return beta_quantile(confidence, static_cast<double>(hits) + 1,
                       static_cast<double>(trials - hits));
}

Interval share_interval(std::size_t hits, std::size_t trials, double confidence) {
  const double tail = (1 - confidence) / 2;
  const double lower = hits == 0 ? 0
                                 : beta_quantile(tail, static_cast<double>(hits),
                                                 static_cast<double>(trials - hits) + 1);
  return {lower, share_upper_bound(hits, trials, 1 - tail)};
}

}  // namespace perfgate::stats
