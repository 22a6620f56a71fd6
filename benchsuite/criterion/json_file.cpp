// SPDX-License-Identifier: Apache-2.0
// Serialises a JSON document into a file. The caller makes the write atomic by choosing a temporary
// path; there is no fsync, because a measurement lost with the machine is simply repeated.
#include "json_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

namespace benchsuite {
namespace {

bool all_finite(const OrderedJson& node) {
  if (node.is_structured()) {
    return std::all_of(node.begin(), node.end(), all_finite);
  }
  return !node.is_number_float() || std::isfinite(node.get<double>());
}

Result<std::string> serialise(const std::filesystem::path& path, const OrderedJson& document) {
  if (!all_finite(document)) {
    return failure(fmt::format("{}: a value is not finite", path.string()));
  }
  try {
    return document.dump();
  } catch (const nlohmann::json::exception& error) {
    return failure(fmt::format("{}: {}", path.string(), error.what()));
  }
}

}  // namespace

Result<void> write_json_file(const std::filesystem::path& path, const OrderedJson& document) {
  const Result<std::string> text = serialise(path, document);
  if (!text) {
    return failure(text.error());
  }
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text->data(), static_cast<std::streamsize>(text->size()));
  file.close();
  if (!file) {
    return failure(fmt::format("{}: cannot be written: {}", path.string(),
                               std::strerror(errno == 0 ? EIO : errno)));
  }
  return {};
}

}  // namespace benchsuite
