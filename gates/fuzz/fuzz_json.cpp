// SPDX-License-Identifier: Apache-2.0
// Fuzzes parse_json in both dialects. Beyond "no crash": what parses must print, and the print must
// read back as the same text. Files are not touched.
#include <perfgate/json.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto dialect :
       {perfgate::JsonDialect::kStrict, perfgate::JsonDialect::kGoogleBenchmark}) {
    const auto value = perfgate::parse_json(text, "fuzz", dialect);
    if (!value) {
      if (value.error().message.empty()) {
        std::abort();
      }
      continue;
    }
    const std::string printed = perfgate::dump_json(*value);
    const auto again = perfgate::parse_json(printed, "printed");
    if (!again || perfgate::dump_json(*again) != printed) {
      std::abort();
    }
  }
  return 0;
}
