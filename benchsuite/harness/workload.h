// SPDX-License-Identifier: Apache-2.0
// What one row of a benchmark program does: prepare, run, prove that the output is right. Does not
// time itself.
#pragma once

#include "mac_loops.h"

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

  /// Traffic and multiply-accumulates of one iteration, ISA, threads and labels; verified, the
  /// references and the shares are the runner's. Complete once prepare() has returned.
  [[nodiscard]] const RowContext& context() const { return context_; }

  /// Whether samples are interleaved with a copy of copy_traffic() bytes, on as many threads. (With
  /// bursts of the multiply-accumulate peak they are wherever context().macs is not 0 and
  /// context().isa has a name in isa.h.)
  [[nodiscard]] bool beside_copy() const { return beside_copy_; }

  /// Bytes read and written by the copy: those of one iteration, unless the row goes through more
  /// memory than that before it comes back to the same bytes.
  [[nodiscard]] std::uint64_t copy_traffic() const {
    return copy_traffic_ != 0 ? copy_traffic_ : context_.bytes_read + context_.bytes_written;
  }

  /// What context().macs multiply.
  [[nodiscard]] MacKind mac_kind() const { return mac_kind_; }

  /// True for operations whose results own memory, such as reading JSON.
  [[nodiscard]] bool may_allocate() const { return may_allocate_; }

 protected:
  RowContext context_;
  bool beside_copy_ = false;
  std::uint64_t copy_traffic_ = 0;
  MacKind mac_kind_ = MacKind::kInt8;
  bool may_allocate_ = false;
};

}  // namespace benchsuite
