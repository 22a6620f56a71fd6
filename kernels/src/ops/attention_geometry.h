// SPDX-License-Identifier: Apache-2.0
// How attention is cut into pieces: the block of positions that the definition in ops.h fixes, and
// the tile of query rows that share a converted block, which changes no bits. Holds no kernels.
#pragma once

#include <cstddef>

namespace bitnet::kernels {
namespace {

constexpr std::size_t kPositionBlock = 32;  // part of the definition
constexpr std::size_t kQueryTile = 16;      // query rows (tokens x heads of a group) at a time
constexpr std::size_t kVectorFloats = 16;

constexpr std::size_t round_up(std::size_t n, std::size_t multiple) noexcept {
  return (n + multiple - 1) / multiple * multiple;
}

constexpr std::size_t smaller_of(std::size_t a, std::size_t b) noexcept {
  return a < b ? a : b;
}

}  // namespace
}  // namespace bitnet::kernels
