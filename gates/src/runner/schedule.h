// SPDX-License-Identifier: Apache-2.0
// Which suite runs when, and with which seed. Pure: the same run seed gives the same schedule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace perfgate::runner_detail {

/// A random permutation of 0 .. suites-1 for round `round` (from 0). Random, so that drift of the
/// machine within a round does not always meet the same suite.
[[nodiscard]] std::vector<std::size_t> round_order(std::uint64_t seed, std::size_t round,
                                                   std::size_t suites);

/// What {seed} becomes in round `round`: below 2^31, so that any program can parse it.
[[nodiscard]] std::uint64_t round_seed(std::uint64_t seed, std::size_t round);

/// "round-01"; as many digits as the last round needs, so that names sort in time order.
[[nodiscard]] std::string round_name(std::size_t round, std::size_t rounds);

/// `text` with {out}, {filter}, {seed} and {plan} replaced, in one pass: a value that contains
/// "{seed}" is left alone. Whether the candidate goes first in round `round`. Rounds 2k and 2k + 1
/// are an ABBA block: their orders are opposite, so that a steady drift cancels; which comes first
/// is random, so that nothing with a period of blocks meets one side only.
[[nodiscard]] bool candidate_first(std::uint64_t seed, std::size_t round);

/// Bytes of environment that round `round` gets: 0 to 4095. The size of the environment moves the
/// stack, and with it the speed of some programs by several percent; over many sizes it averages
/// out.
[[nodiscard]] std::size_t environment_padding(std::uint64_t seed, std::size_t round);

struct Substitutions {
  std::string out, filter, seed;
  std::string plan = {};
};

[[nodiscard]] std::string substituted(const std::string& text, const Substitutions& values);

}  // namespace perfgate::runner_detail
