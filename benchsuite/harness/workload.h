// SPDX-License-Identifier: Apache-2.0
// What one row of a benchmark program does: prepare, run, prove that the output is right. Does not
// time itself.
#pragma once

#include <benchsuite/criterion_writer.h>

#include <cstdint>
#include <string>

namespace benchsuite {

class Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  /// Computes the reference output and fills the real output with bytes that the operation must
  /// overwrite.
  virtual void prepare() = 0;

  /// The operation, `iterations` times in a row, on the same buffers. Allocates nothing, unless
  /// may_allocate().
  virtual void run(std::uint64_t iterations) noexcept = 0;

  /// "" if the output equals the reference, else one sentence on the first difference.
  [[nodiscard]] virtual std::string difference() const = 0;

  /// Traffic of one iteration, ISA and labels; verified and copy fields are the runner's.
  [[nodiscard]] const RowContext& context() const { return context_; }

  /// Whether samples are interleaved with a copy of the same traffic.
  [[nodiscard]] bool beside_copy() const { return beside_copy_; }

  /// True for operations whose results own memory, such as reading JSON.
  [[nodiscard]] bool may_allocate() const { return may_allocate_; }

 protected:
  RowContext context_;
  bool beside_copy_ = false;
  bool may_allocate_ = false;
};

}  // namespace benchsuite
