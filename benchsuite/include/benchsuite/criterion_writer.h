// SPDX-License-Identifier: Apache-2.0
// Writes the folder of one row: Criterion's four files and our context.json. The files of a row
// appear together or not at all. Never reads a tree.
#pragma once

#include <benchsuite/bench_result.h>
#include <benchsuite/criterion_id.h>
#include <benchsuite/estimates.h>
#include <benchsuite/measurement.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace benchsuite {

/// What a reader must know beside the times. Becomes context.json, schema benchsuite/context/1.
struct RowContext {
  std::string isa;  // what really ran, e.g. "avx2", "libc"
  std::uint32_t threads = 1;
  std::uint64_t bytes_read = 0;            // per iteration
  std::uint64_t bytes_written = 0;         // per iteration
  std::uint64_t elements = 0;              // per iteration
  std::uint64_t macs = 0;                  // per iteration; 0 = not a row of multiplications
  bool verified = false;                   // the output was compared with the reference
  std::optional<double> copy_bytes_per_s;  // a copy of the same traffic, interleaved with the row
  std::optional<double> share_of_copy;     // this row's bytes per second / copy_bytes_per_s
  std::optional<double> peak_macs_per_s;   // measured peak of the ISA, interleaved with the row
  std::optional<double> share_of_peak;     // this row's multiply-accumulates per second / the peak
  std::map<std::string, std::string> labels;
};

struct RowRecord {
  CriterionId id;
  Measurement measurement;
  Estimates estimates;
  TukeyFences fences;
  RowContext context;
};

/// Writes <root>/<directory_name>/new/{benchmark,sample,estimates,tukey,context}.json through a
/// temporary folder that is renamed; an earlier `new` is replaced. Errors: a number that is not
/// finite, text that is not UTF-8, anything the file system refuses; then no `new` of this row is
/// left behind that this call began.
Result<void> write_row(const std::filesystem::path& root, const RowRecord& record);

/// Removes <root>/<directory_name>/new and folders above it that became empty. Nothing there is not
/// an error.
Result<void> discard_row(const std::filesystem::path& root, const CriterionId& id);

}  // namespace benchsuite
