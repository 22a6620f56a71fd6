// SPDX-License-Identifier: Apache-2.0
// Rows that measure the machine and not a kernel: copies, a read-only pass, absmax. They are the
// yardstick for every other row.
#pragma once

#include "workload.h"

#include <bitnet/kernels/kernels.h>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace benchsuite {

/// memcpy of total_bytes / 2 bytes: total_bytes read and written.
[[nodiscard]] std::unique_ptr<Workload> make_memcpy_work(std::uint64_t total_bytes);

/// The same with stores that bypass the caches. Requires streaming_copy_available().
[[nodiscard]] std::unique_ptr<Workload> make_streaming_copy_work(std::uint64_t total_bytes);

/// Sum of 64-bit words over `bytes` bytes, nothing written.
[[nodiscard]] std::unique_ptr<Workload> make_read_work(std::uint64_t bytes);

/// absmax of n N(0,1) values with the table's function, checked against scalar.
[[nodiscard]] std::unique_ptr<Workload> make_absmax_work(std::size_t n,
                                                         const bitnet::kernels::KernelTable& table,
                                                         std::uint64_t seed);

}  // namespace benchsuite
