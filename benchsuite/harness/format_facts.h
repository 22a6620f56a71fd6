// SPDX-License-Identifier: Apache-2.0
// Traffic of one operation on one layout; the part of format rows that needs no buffers.
#pragma once

#include "format_work.h"

namespace benchsuite {

struct Traffic {
  std::uint64_t read = 0;
  std::uint64_t written = 0;
};

[[nodiscard]] Traffic traffic_of(FormatOp op, const bitnet::kernels::PackedLayout& layout);

}  // namespace benchsuite
