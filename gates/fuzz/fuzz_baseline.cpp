// SPDX-License-Identifier: Apache-2.0
// Fuzzes baseline_from_json. The content hash stops random changes early, so the hash of whatever
// rows the input has is put in first; then the rest of the reader is reached.
#include <perfgate/baseline.h>
#include <perfgate/files.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto json = perfgate::parse_json({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!json) {
    return 0;
  }
  (void)perfgate::baseline_from_json(*json, "fuzz");
  if (json->is_object() && json->contains("rows")) {
    (*json)["content_sha256"] = perfgate::sha256_hex(perfgate::dump_json((*json)["rows"]));
  }
  const auto results = perfgate::baseline_from_json(*json, "fuzz");
  if (!results) {
    return 0;
  }
  for (const perfgate::Row& row : results->rows) {
    for (const perfgate::RunSamples& run : row.runs) {
      for (const double value : run.values) {
        if (!std::isfinite(value)) {
          std::abort();
        }
      }
    }
  }
  return 0;
}
