// SPDX-License-Identifier: Apache-2.0
// See model_check.h. Does not read tensor data.
#include "gguf/model_check.h"

#include "base/text.h"
#include "gguf/gguf_types.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace bitnet::runtime {
namespace {

constexpr std::string_view kScaleSuffix = "_scale";

bool same_shape(std::vector<std::uint64_t> found, const std::vector<std::uint64_t>& wanted) {
  while (found.size() > wanted.size() && found.back() == 1) {
    found.pop_back();
  }
  return found == wanted;
}

bool role_takes(TensorRole role, GgufType type) {
  switch (role) {
    case TensorRole::kNorm:
      return type == GgufType::kF32;
    case TensorRole::kTernary:
      return is_ternary(type);
    case TensorRole::kDense:
      break;
  }
  return !is_ternary(type);
}

const char* wanted_types(TensorRole role) {
  switch (role) {
    case TensorRole::kNorm:
      return "F32";
    case TensorRole::kTernary:
      return "I2_S, TL1, TL2, TQ1_0 or TQ2_0";
    case TensorRole::kDense:
      break;
  }
  return "F32, F16, BF16, Q8_0, Q6_K or Q4_0";
}

tl::unexpected<Error> fault(const GgufFile& file, std::string_view name, const std::string& what) {
  return input_error(fmt::format("{}: tensor {} {}", file.path().native(), in_quotes(name), what));
}

Result<void> check_tensor(const GgufFile& file, const ModelTensor& wanted) {
  const GgufTensor* tensor = file.tensor(wanted.name);
  if (tensor == nullptr) {
    return fault(file, wanted.name, "is missing");
  }
  if (!role_takes(wanted.role, tensor->type)) {
    return fault(file, wanted.name,
                 fmt::format("has type {}, wanted {}", gguf_type_name(tensor->type),
                             wanted_types(wanted.role)));
  }
  if (!same_shape(tensor->dims, wanted.dims)) {
    return fault(
        file, wanted.name,
        fmt::format("has shape {}, wanted {}", shape_text(tensor->dims), shape_text(wanted.dims)));
  }
  return {};
}

/// "blk.12.x" -> 12.
std::optional<std::uint32_t> layer_of(std::string_view name) {
  if (name.substr(0, 4) != "blk.") {
    return std::nullopt;
  }
  std::uint32_t layer = 0;
  const char* end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + 4, end, layer);
  const bool good = parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '.';
  return good ? std::optional(layer) : std::nullopt;
}

/// The separate scale that Microsoft's converter writes for TL1 and TL2; the same number is in the
/// tail of the codes.
bool is_known_scale(const GgufFile& file, const GgufTensor& tensor) {
  if (!std::string_view(tensor.name).ends_with(kScaleSuffix) || tensor.type != GgufType::kF32) {
    return false;
  }
  const std::string_view codes =
      std::string_view(tensor.name).substr(0, tensor.name.size() - kScaleSuffix.size());
  const GgufTensor* owner = file.tensor(codes);
  return owner != nullptr && (owner->type == GgufType::kTL1 || owner->type == GgufType::kTL2);
}

}  // namespace

Result<void> check_tensors(const GgufFile& file, const ModelConfig& config) {
  const std::vector<ModelTensor> wanted = model_tensors(config);
  std::unordered_set<std::string_view> known;
  for (const ModelTensor& tensor : wanted) {
    if (Result<void> good = check_tensor(file, tensor); !good) {
      return good;
    }
    known.insert(tensor.name);
  }
  for (const GgufTensor& tensor : file.tensors()) {
    if (known.count(tensor.name) > 0 || is_known_scale(file, tensor)) {
      continue;
    }
    const auto layer = layer_of(tensor.name);
    if (layer && *layer >= config.layers) {
      return fault(
          file, tensor.name,
          fmt::format("belongs to layer {}, but the model has {} layers", *layer, config.layers));
    }
    return fault(file, tensor.name,
                 fmt::format("is not part of architecture '{}'", architecture_name(config.arch)));
  }
  return {};
}

}  // namespace bitnet::runtime
