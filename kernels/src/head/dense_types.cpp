// SPDX-License-Identifier: Apache-2.0
// Names and sizes of the dense types.
#include "head/dense_layout.h"

#include <bitnet/kernels/head.h>

#include <array>
#include <cstdint>

namespace bitnet::kernels {
namespace {

struct TypeFacts {
  std::string_view name;
  std::size_t block_elements;
  std::size_t block_bytes;
};

// Indexed by DenseType.
constexpr std::array<TypeFacts, kDenseTypeCount> kFacts = {{{"f32", 1, 4},
                                                            {"f16", 1, 2},
                                                            {"bf16", 1, 2},
                                                            {"q8_0", kQ8Elements, kQ8Bytes},
                                                            {"q6_k", kQ6Elements, kQ6Bytes},
                                                            {"q4_0", kQ4Elements, kQ4Bytes}}};

constexpr const TypeFacts& facts_of(DenseType type) noexcept {
  return kFacts[static_cast<std::size_t>(type)];
}

}  // namespace

std::string_view dense_type_name(DenseType type) noexcept {
  return facts_of(type).name;
}

std::optional<DenseType> dense_type_from_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kDenseTypeCount; ++i) {
    if (kFacts[i].name == name) {
      return static_cast<DenseType>(i);
    }
  }
  return std::nullopt;
}

std::size_t dense_block_elements(DenseType type) noexcept {
  return facts_of(type).block_elements;
}

std::size_t dense_row_bytes(DenseType type, std::size_t cols) noexcept {
  const TypeFacts& facts = facts_of(type);
  const std::size_t blocks = cols / facts.block_elements;
  if (cols % facts.block_elements != 0 || blocks > PTRDIFF_MAX / facts.block_bytes) {
    return 0;
  }
  return blocks * facts.block_bytes;
}

}  // namespace bitnet::kernels
