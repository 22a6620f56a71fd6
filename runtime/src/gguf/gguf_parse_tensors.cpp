// SPDX-License-Identifier: Apache-2.0
// The tensor table and where tensors lie. Tensors must follow one another in the order of the
// table, so an overlap with anything is impossible once this has passed.
#include "base/text.h"
#include "gguf/gguf_parser.h"
#include "gguf/gguf_types.h"

#include <bitnet/kernels/formats.h>

#include <fmt/core.h>

namespace bitnet::runtime {
namespace {

/// Microsoft's converter for TL1 and TL2 stores the scale as a tensor of its own within the 32
/// bytes behind the codes.
bool is_scale_of(const GgufTensor& tensor, const GgufTensor& previous) {
  const bool tiled = previous.type == GgufType::kTL1 || previous.type == GgufType::kTL2;
  return tiled && tensor.type == GgufType::kF32 && tensor.bytes == sizeof(float) &&
         tensor.name == previous.name + "_scale";
}

}  // namespace

Result<void> GgufParser::tensor_table() {
  file_.tensors_.reserve(tensor_count_);
  for (std::uint64_t i = 0; i < tensor_count_; ++i) {
    if (Result<void> done = tensor(); !done) {
      return done;
    }
  }
  return {};
}

Result<void> GgufParser::tensor() {
  const std::uint64_t at = cursor_.position();
  const std::string what = fmt::format("tensor {}", file_.tensors_.size());
  const Result<std::string_view> name = text("the name of " + what);
  if (!name) {
    return tl::unexpected(name.error());
  }
  if (const std::string fault = tensor_name_fault(*name); !fault.empty()) {
    return error(
        fmt::format("the name of {} at byte {} {}: {}", what, at, fault, in_quotes(*name)));
  }
  GgufTensor tensor;
  tensor.name = *name;
  const std::string where = fmt::format("tensor {}", in_quotes(*name));
  if (Result<void> read = dims(tensor, where); !read) {
    return read;
  }
  std::uint32_t type = 0;
  if (!cursor_.read(type) || !cursor_.read(tensor.offset)) {
    return ends("the type and offset of " + where, sizeof type + sizeof tensor.offset);
  }
  const auto known = gguf_type_from_id(type);
  if (!known) {
    return error(fmt::format("{} at byte {} has type {}, which is not supported", where, at,
                             foreign_type_text(type)));
  }
  tensor.type = *known;
  const Result<std::uint64_t> bytes = gguf_tensor_bytes(tensor.type, tensor.dims);
  if (!bytes) {
    return error(fmt::format("{} at byte {} {}", where, at, bytes.error().message));
  }
  tensor.bytes = *bytes;
  file_.tensors_.push_back(std::move(tensor));
  return {};
}

Result<void> GgufParser::dims(GgufTensor& tensor, const std::string& where) {
  std::uint32_t count = 0;
  if (!cursor_.read(count)) {
    return ends("the number of dimensions of " + where, sizeof count);
  }
  if (count < 1 || count > 4) {
    return error(fmt::format("{} has {} dimensions at byte {}, wanted 1 to 4", where, count,
                             cursor_.position() - sizeof count));
  }
  tensor.dims.resize(count);
  for (std::uint64_t& dim : tensor.dims) {
    if (!cursor_.read(dim)) {
      return ends("the dimensions of " + where, sizeof dim);
    }
  }
  return {};
}

Result<void> GgufParser::place_tensors() {
  file_.data_offset_ = align_up(cursor_.position(), file_.alignment_);
  if (file_.tensors_.empty()) {
    return {};
  }
  std::uint64_t expected = 0;  // offset in the data section
  for (std::size_t i = 0; i < file_.tensors_.size(); ++i) {
    if (Result<void> done = place(i, expected); !done) {
      return done;
    }
    const GgufTensor& tensor = file_.tensors_[i];
    expected = align_up(tensor.offset - file_.data_offset_ + tensor.bytes, file_.alignment_);
  }
  return {};
}

Result<void> GgufParser::place(std::size_t index, std::uint64_t expected) {
  GgufTensor& tensor = file_.tensors_[index];
  const std::string where = "tensor " + in_quotes(tensor.name);
  if (tensor.offset % file_.alignment_ != 0) {
    return error(fmt::format("{} has data offset {}, wanted a multiple of {}", where, tensor.offset,
                             file_.alignment_));
  }
  if (index > 0 && is_scale_of(tensor, file_.tensors_[index - 1])) {
    const GgufTensor& codes = file_.tensors_[index - 1];
    const std::uint64_t tail =
        codes.offset - file_.data_offset_ + codes.bytes - kernels::kTensorTailBytes;
    expected = tensor.offset == tail ? tail : expected;
  }
  if (tensor.offset != expected) {
    return error(fmt::format("{} has data offset {}, wanted {}: {}", where, tensor.offset, expected,
                             tensor.offset < expected ? "it overlaps another tensor"
                                                      : "tensors follow one another without gaps"));
  }
  const std::uint64_t size = file_.bytes_.size();
  const std::uint64_t data = size < file_.data_offset_ ? 0 : size - file_.data_offset_;
  if (tensor.offset > data || tensor.bytes > data - tensor.offset) {
    return error(fmt::format("{} needs {} bytes at byte {}, but the file has {}: it is cut off",
                             where, tensor.bytes, file_.data_offset_ + tensor.offset, size));
  }
  tensor.offset += file_.data_offset_;
  return {};
}

void GgufParser::warn_of_trailing_bytes() {
  const std::uint64_t end = file_.tensors_.empty()
                                ? cursor_.position()
                                : file_.tensors_.back().offset + file_.tensors_.back().bytes;
  const std::uint64_t padded = align_up(end, file_.alignment_);
  if (file_.bytes_.size() > padded) {
    file_.warnings_.push_back(
        fmt::format("{} bytes behind the last tensor are ignored", file_.bytes_.size() - padded));
  }
}

}  // namespace bitnet::runtime
