// SPDX-License-Identifier: Apache-2.0
// Conversion of a model file between the ternary weight types and between the head types, checked
// by reading the result back. Re-quantises nothing: trits stay what they are.
#pragma once

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/result.h>
#include <bitnet/runtime/ternary_tensor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bitnet::runtime {

struct ConvertOptions {
  std::optional<GgufType> weights;  // nullopt: every ternary tensor keeps its type
  std::optional<GgufType> head;     // of token_embd.weight and output.weight; nullopt: unchanged
  I2sLayout i2s = I2sLayout::kX86;  // of the input; the output always has the official layout
};

struct ConvertSummary {
  std::uint64_t ternary_tensors = 0;  // packed anew
  std::uint64_t dense_tensors = 0;    // packed anew
  std::uint64_t copied_tensors = 0;
  std::uint64_t file_bytes = 0;
  bool lossless = true;            // dequantised values of in and out are equal
  std::vector<std::string> notes;  // what was lost, one sentence a tensor
};

/// Reads `in`, writes `out` (which may be `in`) under a temporary name, reads that back and
/// compares: metadata, trits and scales, copied bytes, and dense rows against their conversion.
/// Only then is `out` replaced. general.file_type follows the weights. Scale tensors of TL1 and TL2
/// files are dropped: the scale is in the tail of the codes. Not lossless: a scale that f16 cannot
/// hold (TQ1_0, TQ2_0), and a head whose new type cannot hold its values; the notes say how much.
/// Errors: not a model (model_config.h), codes or scales that are not ternary, a shape that a type
/// cannot hold, and kFailed if the comparison fails.
[[nodiscard]] Result<ConvertSummary> convert_model(const std::filesystem::path& in,
                                                   const std::filesystem::path& out,
                                                   const ConvertOptions& options);

}  // namespace bitnet::runtime
