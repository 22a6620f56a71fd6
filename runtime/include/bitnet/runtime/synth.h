// SPDX-License-Identifier: Apache-2.0
// Synthetic models: seeded random ternary weights in any BitNet shape, stored exactly as real files
// are. They compute at the speed of a real model and say nothing sensible.
#pragma once

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/model_config.h>
#include <bitnet/runtime/result.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace bitnet::runtime {

struct SynthOptions {
  ModelConfig config;  // vocab 0: as many as the tokenizer has
  GgufType weights = GgufType::kI2_S;
  GgufType head = GgufType::kF16;
  std::uint64_t seed = 1;
  std::filesystem::path tokenizer;  // tiktoken rank file; "" = a byte-level vocabulary of its own
};

struct SynthSummary {
  std::uint64_t file_bytes = 0;
  std::uint64_t ternary_weights = 0;
  std::uint64_t tensors = 0;
};

/// "2b-4t" (BitNet b1.58 2B-4T) and "tiny" (4 layers, 256 wide, 512 tokens); nullopt otherwise.
[[nodiscard]] std::optional<ModelConfig> synth_preset(std::string_view name);

/// Writes `path`. With 128256 tokens the metadata is that of the official file, key by key (which
/// has no tokenizer.ggml.pre); otherwise pre is stored too.
/// Ternary weights are uniform in {-1, 0, +1}, with one scale a tensor: sqrt(1.5 / columns) rounded
/// to f16, so that a unit input gives a unit output. Embedding: a bell of deviation 0.02 (sum of
/// four uniforms). Norms: 1 with deviation 0.1. Every value depends on seed, tensor name and
/// position alone, so all ternary types hold the same weights. Same bytes on every machine.
/// Errors: a shape that the model checks or a type's block size refuse; the tokenizer's and the
/// disk's.
[[nodiscard]] Result<SynthSummary> synthesize(const SynthOptions& options,
                                              const std::filesystem::path& path);

}  // namespace bitnet::runtime
