// SPDX-License-Identifier: Apache-2.0
// Names of the packed formats, as they appear in files, rows and command lines.
#include <bitnet/kernels/formats.h>

namespace bitnet::kernels {
namespace {

constexpr std::array<std::string_view, kFormatCount> kNames = {"i2s", "i2_s",  "tl1",
                                                               "tl2", "tq1_0", "tq2_0"};

}  // namespace

std::string_view format_name(Format format) noexcept {
  const auto index = static_cast<std::size_t>(format);
  return index < kNames.size() ? kNames[index] : std::string_view("unknown");
}

std::optional<Format> format_from_name(std::string_view name) noexcept {
  for (const Format format : kAllFormats) {
    if (format_name(format) == name) {
      return format;
    }
  }
  return std::nullopt;
}

}  // namespace bitnet::kernels
