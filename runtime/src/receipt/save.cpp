// SPDX-License-Identifier: Apache-2.0
// A receipt on disk: whole or not there.
#include "base/atomic_file.h"

#include <bitnet/runtime/receipt.h>

namespace bitnet::runtime {

Result<void> save_receipt(const std::filesystem::path& path, std::string_view text) {
  Result<AtomicFile> file = AtomicFile::create(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  Result<void> written = file->write(std::as_bytes(std::span(text)));
  return written ? file->commit() : written;
}

}  // namespace bitnet::runtime
