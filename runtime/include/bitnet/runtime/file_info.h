// SPDX-License-Identifier: Apache-2.0
// Descriptions of a GGUF file for people and for programs. Reads no tensor data.
#pragma once

#include <bitnet/runtime/gguf.h>

#include <string>

namespace bitnet::runtime {

/// Metadata (long values cut), configuration or why there is none, sizes by type, the tensor table
/// if `tensors`, warnings. Ends with a newline.
[[nodiscard]] std::string file_info_text(const GgufFile& file, bool tensors);

/// One JSON object: path, file_size, version, alignment, metadata (arrays as {type, count}), config
/// or config_error, types, tensors, warnings. Ends with a newline.
[[nodiscard]] std::string file_info_json(const GgufFile& file);

}  // namespace bitnet::runtime
