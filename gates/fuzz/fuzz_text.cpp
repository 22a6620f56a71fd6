// SPDX-License-Identifier: Apache-2.0
// Fuzzes the escapes: whatever goes in, no control byte comes out, file names stay inside their
// folder, and a code span closes where it should.
#include <perfgate/text.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string safe = perfgate::terminal_safe(text);
  require(!has_control(safe));
  require(perfgate::terminal_safe(safe) == safe);
  require(perfgate::display_width(safe) <= safe.size());
  require(!has_control(perfgate::markdown_text(text)));

  const std::string code = perfgate::markdown_code(text);
  const std::size_t fence = code.find_first_not_of('`');
  require(!has_control(code) && fence != std::string::npos && fence > 0);
  require(code.find(code.substr(0, fence), fence) == code.size() - fence);

  const std::string component = perfgate::path_component(text);
  require(!component.empty() && component.size() <= 64 && component != "." && component != "..");
  require(component.find('/') == std::string::npos && !has_control(component));
  return 0;
}
