// SPDX-License-Identifier: Apache-2.0
// Fisher-Yates over the one random source of perfgate, one independent stream per round, so that
// the order of a round does not depend on how many rounds or suites came before it.
#include "runner/schedule.h"

#include <perfgate/stats.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace perfgate::runner_detail {
namespace {

// The odd constant spreads neighbouring rounds over the 64-bit space (Weyl sequence); Rng then
// hashes its seed.
[[nodiscard]] std::uint64_t stream(std::uint64_t seed, std::size_t round) {
  return seed + 0x9e3779b97f4a7c15ULL * (static_cast<std::uint64_t>(round) + 1);
}

}  // namespace

std::vector<std::size_t> round_order(std::uint64_t seed, std::size_t round, std::size_t suites) {
  std::vector<std::size_t> order(suites);
  std::iota(order.begin(), order.end(), std::size_t{0});
  stats::Rng rng(stream(seed, round));
  for (std::size_t i = suites; i > 1; --i) {
    std::swap(order[i - 1], order[rng.below(i)]);
  }
  return order;
}

std::uint64_t round_seed(std::uint64_t seed, std::size_t round) {
  stats::Rng rng(~stream(seed, round));
  return rng.next() >> 33;
}

bool candidate_first(std::uint64_t seed, std::size_t round) {
  stats::Rng rng(stream(seed ^ 0x41424241U, round / 2));
  const bool block_starts = rng.below(2) == 1;
  return block_starts == (round % 2 == 0);
}

std::size_t environment_padding(std::uint64_t seed, std::size_t round) {
  stats::Rng rng(stream(seed ^ 0x70616464U, round));
  return rng.below(4096);
}

std::string round_name(std::size_t round, std::size_t rounds) {
  const std::size_t digits = std::max<std::size_t>(2, fmt::format("{}", rounds).size());
  return fmt::format("round-{:0{}}", round + 1, digits);
}

std::string substituted(const std::string& text, const Substitutions& values) {
  const std::pair<std::string_view, const std::string&> table[] = {{"{out}", values.out},
                                                                   {"{filter}", values.filter},
                                                                   {"{seed}", values.seed},
                                                                   {"{plan}", values.plan}};
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto* found = std::find_if(std::begin(table), std::end(table), [&](const auto& entry) {
      return std::string_view(text).substr(at).starts_with(entry.first);
    });
    if (found == std::end(table)) {
      result += text[at++];
    } else {
      result += found->second;
      at += found->first.size();
    }
  }
  return result;
}

}  // namespace perfgate::runner_detail
