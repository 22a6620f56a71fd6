// SPDX-License-Identifier: Apache-2.0
// Fuzzes report_from_json: no crash, and what was read prints and reads back as the same text.
#include <perfgate/gate_report.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = perfgate::parse_json({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!json) {
    return 0;
  }
  const auto report = perfgate::report_from_json(*json, "fuzz");
  if (!report) {
    return 0;
  }
  const std::string printed = perfgate::dump_json(perfgate::report_to_json(*report));
  const auto parsed = perfgate::parse_json(printed, "printed");
  if (!parsed) {
    std::abort();
  }
  const auto again = perfgate::report_from_json(*parsed, "printed");
  if (!again || perfgate::dump_json(perfgate::report_to_json(*again)) != printed) {
    std::abort();
  }
  return 0;
}
