// SPDX-License-Identifier: Apache-2.0
// What happens to each tensor of a conversion; used once to write and once to check what was
// written.
#pragma once

#include <bitnet/runtime/convert.h>
#include <bitnet/runtime/gguf.h>

#include <functional>
#include <vector>

namespace bitnet::runtime {

enum class TensorAction : std::uint8_t { kCopy, kTernary, kDense };

struct PlannedTensor {
  const GgufTensor* source = nullptr;
  GgufType type = GgufType::kF32;  // of the output
  TensorAction action = TensorAction::kCopy;
};

/// In the order of the file, without scale tensors of TL1 and TL2. Requires a checked model.
[[nodiscard]] std::vector<PlannedTensor> plan_conversion(const GgufFile& in,
                                                         const ConvertOptions& options);

/// Compares the file at `path` with its source. Errors (kFailed) name the first tensor that
/// differs, but not the file at `path`.
[[nodiscard]] Result<void> verify_conversion(const GgufFile& in,
                                             const std::vector<PlannedTensor>& plan,
                                             const ConvertOptions& options,
                                             const std::filesystem::path& path);

using ConversionCheck =
    std::function<Result<void>(const GgufFile& in, const std::vector<PlannedTensor>& plan,
                               const ConvertOptions& options, const std::filesystem::path& path)>;

/// convert_model with another check of what was written.
[[nodiscard]] Result<ConvertSummary> convert_and_check(const std::filesystem::path& in,
                                                       const std::filesystem::path& out,
                                                       const ConvertOptions& options,
                                                       const ConversionCheck& check);

/// The scale as a tensor of that type stores it.
[[nodiscard]] float stored_scale(GgufType type, float scale);

}  // namespace bitnet::runtime
