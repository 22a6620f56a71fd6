// SPDX-License-Identifier: Apache-2.0
// Digests of what went in (the model file) and what came out (token ids).
#include <bitnet/runtime/mapped_file.h>
#include <bitnet/runtime/receipt.h>
#include <bitnet/runtime/sha256.h>

namespace bitnet::runtime {

std::string token_digest(std::span<const std::int32_t> ids) {
  Sha256 digest;
  for (const std::int32_t id : ids) {
    const auto bits = static_cast<std::uint32_t>(id);
    const std::byte bytes[4] = {static_cast<std::byte>(bits), static_cast<std::byte>(bits >> 8U),
                                static_cast<std::byte>(bits >> 16U),
                                static_cast<std::byte>(bits >> 24U)};
    digest.update(bytes);
  }
  return digest.finish();
}

Result<std::string> file_digest(const std::filesystem::path& path) {
  const Result<MappedFile> file = MappedFile::open(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return sha256_hex(file->bytes());
}

}  // namespace bitnet::runtime
