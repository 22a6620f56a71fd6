// SPDX-License-Identifier: Apache-2.0
// Fuzzes validate and schema_of with any JSON against every schema: no crash, no exception, and a
// refusal always has a sentence.
#include <perfgate/schema.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = perfgate::parse_json(text, "fuzz");
  if (!value) {
    return 0;
  }
  (void)perfgate::schema_of(*value, "fuzz/sample.json");
  for (const std::string& name : perfgate::schema_names()) {
    const auto result = perfgate::validate(*value, name, "fuzz");
    if (!result && result.error().message.empty()) {
      std::abort();
    }
  }
  return 0;
}
