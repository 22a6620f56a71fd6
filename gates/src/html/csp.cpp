// SPDX-License-Identifier: Apache-2.0
// Hashes for the content security policy.
#include "html/csp.h"

#include <perfgate/files.h>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>

namespace perfgate::html_detail {
namespace {

constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kBase64Bytes = (kDigestBytes + 2) / 3 * 4;

unsigned char nibble(char hex) {
  return static_cast<unsigned char>(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

}  // namespace

std::string csp_hash(std::string_view content) {
  const std::string hex = sha256_hex(content);
  std::array<unsigned char, kDigestBytes> digest{};
  for (std::size_t i = 0; i < kDigestBytes; ++i) {
    digest.at(i) = static_cast<unsigned char>(nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]));
  }
  std::array<unsigned char, kBase64Bytes + 1> text{};
  EVP_EncodeBlock(text.data(), digest.data(), kDigestBytes);
  return "sha256-" + std::string(text.begin(), text.end() - 1);
}

std::string content_policy(std::string_view style, std::string_view script) {
  return fmt::format(
      "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; "
      "form-action 'none'",
      csp_hash(style), csp_hash(script));
}

}  // namespace perfgate::html_detail
