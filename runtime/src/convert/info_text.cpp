// SPDX-License-Identifier: Apache-2.0
// file_info_text.
#include "base/text.h"
#include "convert/info_facts.h"

#include <bitnet/runtime/file_info.h>
#include <bitnet/runtime/model_config.h>

#include <fmt/core.h>

namespace bitnet::runtime {
namespace {

constexpr double kMib = 1024.0 * 1024.0;

std::string metadata_text(const GgufFile& file) {
  std::string text;
  for (const GgufEntry& entry : file.metadata()) {
    const std::string value = value_text(entry.value);
    text += fmt::format("  {:<48} {}\n", entry.key,
                        entry.value.type == GgufValueType::kString ? in_quotes(value, 60) : value);
  }
  return text;
}

std::string config_text(const GgufFile& file) {
  const Result<ModelConfig> read = model_config_from(file);
  if (!read) {
    return "  cannot be run: " + read.error().message + "\n";
  }
  const ModelConfig& c = *read;
  return fmt::format(
      "  {} layers, {} wide, feed-forward {}, {} heads of {} ({} key-value heads), {} tokens, "
      "context {}\n"
      "  {}, {}, rope base {} over {} dimensions, norm epsilon {}, {} head\n",
      c.layers, c.embd, c.ff, c.heads, c.head_dim, c.kv_heads, c.vocab, c.context,
      c.act == Activation::kRelu2 ? "squared ReLU" : "SiLU",
      c.sub_norms ? "sub-norms" : "no sub-norms", c.rope_base, c.rope_dim, c.rms_eps,
      c.tied_head ? "tied" : "separate");
}

}  // namespace

std::string file_info_text(const GgufFile& file, bool tensors) {
  std::string text = fmt::format("{}: GGUF version {}, {:.1f} MiB, {}, {}\n", file.path().native(),
                                 file.version(), static_cast<double>(file.file_size()) / kMib,
                                 counted_noun(file.metadata().size(), "key"),
                                 counted_noun(file.tensors().size(), "tensor"));
  text += "\nmetadata\n" + metadata_text(file);
  text += "\nmodel\n" + config_text(file);
  text += "\nsizes by type\n";
  for (const auto& [type, row] : totals_by_type(file)) {
    text += fmt::format("  {:<6} {:>14} {:>16} elements {:>12.3f} MiB {:>8.3f} bits an element\n",
                        type, counted_noun(row.tensors, "tensor"), row.elements,
                        static_cast<double>(row.bytes) / kMib,
                        8.0 * static_cast<double>(row.bytes) / static_cast<double>(row.elements));
  }
  if (tensors) {
    text += "\ntensors\n";
    for (const GgufTensor& tensor : file.tensors()) {
      text += fmt::format("  {:<34} {:<6} {:>16} {:>12} bytes at {}\n", tensor.name,
                          gguf_type_name(tensor.type), dims_text(tensor.dims), tensor.bytes,
                          tensor.offset);
    }
  }
  for (const std::string& warning : file.warnings()) {
    text += "\nwarning: " + warning + "\n";
  }
  return text;
}

}  // namespace bitnet::runtime
