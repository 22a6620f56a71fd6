// SPDX-License-Identifier: Apache-2.0
// Offsets within the blocks of head.h, as constants that every ISA may include. Moves no data.
#pragma once

#include <cstddef>

namespace bitnet::kernels {
namespace {

constexpr std::size_t kQ8Elements = 32;
constexpr std::size_t kQ8Codes = 2;  // behind the f16 d
constexpr std::size_t kQ8Bytes = 34;

constexpr std::size_t kQ4Elements = 32;
constexpr std::size_t kQ4Codes = 2;  // behind the f16 d
constexpr std::size_t kQ4Bytes = 18;

constexpr std::size_t kQ6Elements = 256;
constexpr std::size_t kQ6High = 128;  // behind the low four bits
constexpr std::size_t kQ6Scales = 192;
constexpr std::size_t kQ6D = 208;
constexpr std::size_t kQ6Bytes = 210;

}  // namespace
}  // namespace bitnet::kernels
