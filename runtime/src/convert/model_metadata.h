// SPDX-License-Identifier: Apache-2.0
// The metadata of a model file, in the order in which the official file has it.
#pragma once

#include <bitnet/runtime/gguf_writer.h>
#include <bitnet/runtime/model_config.h>
#include <bitnet/runtime/tokenizer_data.h>

#include <cstdint>

namespace bitnet::runtime {

/// With 128256 tokens exactly the 24 keys of the official file; otherwise also
/// tokenizer.ggml.pre and tokenizer.ggml.eot_token_id where `tokenizer` has them.
void put_metadata(GgufWriter& writer, const ModelConfig& config, const TokenizerData& tokenizer,
                  std::uint32_t file_type);

}  // namespace bitnet::runtime
