// SPDX-License-Identifier: Apache-2.0
// See gguf_writer.h.
#include "base/atomic_file.h"
#include "base/text.h"
#include "gguf/gguf_types.h"

#include <bitnet/runtime/gguf_writer.h>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>

namespace bitnet::runtime {
namespace {

using Bytes = std::vector<std::byte>;

template <typename T>
void append(Bytes& bytes, const T& value) {
  const auto* from = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), from, from + sizeof value);
}

void append_text(Bytes& bytes, std::string_view text) {
  append(bytes, std::uint64_t{text.size()});
  const auto* from = reinterpret_cast<const std::byte*>(text.data());
  bytes.insert(bytes.end(), from, from + text.size());
}

Bytes typed(GgufValueType type) {
  Bytes bytes;
  append(bytes, type);
  return bytes;
}

template <typename T>
Bytes scalar(GgufValueType type, T value) {
  Bytes bytes = typed(type);
  append(bytes, value);
  return bytes;
}

Bytes array_head(GgufValueType element, std::uint64_t count) {
  Bytes bytes = typed(GgufValueType::kArray);
  append(bytes, element);
  append(bytes, count);
  return bytes;
}

template <typename T>
Bytes array(GgufValueType element, std::span<const T> values) {
  Bytes bytes = array_head(element, values.size());
  const std::span<const std::byte> raw = std::as_bytes(values);
  bytes.insert(bytes.end(), raw.begin(), raw.end());
  return bytes;
}

Result<void> write_padding(AtomicFile& file, std::uint64_t alignment) {
  const Bytes zeros(align_up(file.written(), alignment) - file.written());
  return zeros.empty() ? Result<void>() : file.write(zeros);
}

}  // namespace

void GgufWriter::put(std::string_view key, Bytes value) {
  const auto old = std::find_if(entries_.begin(), entries_.end(),
                                [&](const Entry& entry) { return entry.key == key; });
  if (old == entries_.end()) {
    entries_.push_back({std::string(key), std::move(value)});
  } else {
    old->value = std::move(value);
  }
}

void GgufWriter::set_u32(std::string_view key, std::uint32_t value) {
  put(key, scalar(GgufValueType::kUint32, value));
}

void GgufWriter::set_f32(std::string_view key, float value) {
  put(key, scalar(GgufValueType::kFloat32, value));
}

void GgufWriter::set_bool(std::string_view key, bool value) {
  put(key, scalar(GgufValueType::kBool, std::uint8_t{value}));
}

void GgufWriter::set_string(std::string_view key, std::string_view value) {
  Bytes bytes = typed(GgufValueType::kString);
  append_text(bytes, value);
  put(key, std::move(bytes));
}

void GgufWriter::set_string_array(std::string_view key, std::span<const std::string> values) {
  Bytes bytes = array_head(GgufValueType::kString, values.size());
  for (const std::string& value : values) {
    append_text(bytes, value);
  }
  put(key, std::move(bytes));
}

void GgufWriter::set_f32_array(std::string_view key, std::span<const float> values) {
  put(key, array(GgufValueType::kFloat32, values));
}

void GgufWriter::set_i32_array(std::string_view key, std::span<const std::int32_t> values) {
  put(key, array(GgufValueType::kInt32, values));
}

void GgufWriter::set(const GgufEntry& entry) {
  const GgufValue& value = entry.value;
  Bytes bytes = value.type == GgufValueType::kArray ? array_head(value.element, value.count)
                                                    : typed(value.type);
  if (value.type == GgufValueType::kString) {
    append(bytes, std::uint64_t{value.bytes.size()});
  }
  bytes.insert(bytes.end(), value.bytes.begin(), value.bytes.end());
  put(entry.key, std::move(bytes));
}

void GgufWriter::remove(std::string_view key) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.key == key; });
}

void GgufWriter::add_tensor(std::string name, GgufType type, std::vector<std::uint64_t> dims,
                            GgufProducer produce) {
  tensors_.push_back({std::move(name), type, std::move(dims), std::move(produce)});
}

std::uint64_t GgufWriter::alignment() const {
  for (const Entry& entry : entries_) {
    if (entry.key == kAlignmentKey && entry.value.size() == 2 * sizeof(std::uint32_t)) {
      std::uint32_t value = 0;
      std::memcpy(&value, entry.value.data() + sizeof value, sizeof value);
      return value;
    }
  }
  return kDefaultAlignment;
}

Result<void> GgufWriter::check_names() const {
  if (entries_.size() > kMaxEntries || tensors_.size() > kMaxEntries) {
    return input_error(fmt::format("a GGUF file of {} and {} is not written, at most {} of each",
                                   counted_noun(entries_.size(), "key"),
                                   counted_noun(tensors_.size(), "tensor"), kMaxEntries));
  }
  const std::uint64_t align = alignment();
  if (align < 8 || align > kMaxAlignment || (align & (align - 1)) != 0) {
    return input_error(fmt::format("key '{}' is {}, wanted a power of two from 8 to {}",
                                   kAlignmentKey, align, kMaxAlignment));
  }
  for (const Entry& entry : entries_) {
    if (const std::string fault = key_fault(entry.key); !fault.empty()) {
      return input_error(fmt::format("the key {} {}", in_quotes(entry.key), fault));
    }
  }
  std::unordered_set<std::string_view> names;
  for (const Tensor& tensor : tensors_) {
    if (const std::string fault = tensor_name_fault(tensor.name); !fault.empty()) {
      return input_error(fmt::format("the tensor name {} {}", in_quotes(tensor.name), fault));
    }
    if (!names.insert(tensor.name).second) {
      return input_error(fmt::format("tensor {} appears twice", in_quotes(tensor.name)));
    }
    if (const Result<std::uint64_t> bytes = gguf_tensor_bytes(tensor.type, tensor.dims); !bytes) {
      return input_error(
          fmt::format("tensor {} {}", in_quotes(tensor.name), bytes.error().message));
    }
  }
  return {};
}

Bytes GgufWriter::head() const {
  Bytes bytes;
  append(bytes, kGgufMagic);
  append(bytes, std::uint32_t{3});
  append(bytes, std::uint64_t{tensors_.size()});
  append(bytes, std::uint64_t{entries_.size()});
  for (const Entry& entry : entries_) {
    append_text(bytes, entry.key);
    bytes.insert(bytes.end(), entry.value.begin(), entry.value.end());
  }
  std::uint64_t offset = 0;
  for (const Tensor& tensor : tensors_) {
    append_text(bytes, tensor.name);
    append(bytes, static_cast<std::uint32_t>(tensor.dims.size()));
    for (const std::uint64_t dim : tensor.dims) {
      append(bytes, dim);
    }
    append(bytes, tensor.type);
    append(bytes, offset);
    offset =
        align_up(offset + gguf_tensor_bytes(tensor.type, tensor.dims).value_or(0), alignment());
  }
  return bytes;
}

std::uint64_t GgufWriter::file_bytes() const {
  if (!check_names()) {
    return 0;
  }
  std::uint64_t size = align_up(head().size(), alignment());
  for (const Tensor& tensor : tensors_) {
    size = align_up(size + gguf_tensor_bytes(tensor.type, tensor.dims).value_or(0), alignment());
  }
  return size;
}

Result<void> GgufWriter::write(const std::filesystem::path& path, const GgufCheck& check) const {
  const auto refused = [&](const Error& error) {
    return tl::unexpected(
        Error{error.code, fmt::format("cannot write {}: {}", path.native(), error.message)});
  };
  if (const Result<void> good = check_names(); !good) {
    return refused(good.error());
  }
  Result<AtomicFile> file = AtomicFile::create(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  if (Result<void> done = file->write(head()); !done) {
    return done;
  }
  const GgufSink sink = [&](std::span<const std::byte> bytes) { return file->write(bytes); };
  for (const Tensor& tensor : tensors_) {
    if (Result<void> padded = write_padding(*file, alignment()); !padded) {
      return padded;
    }
    const std::uint64_t begin = file->written();
    if (Result<void> produced = tensor.produce(sink); !produced) {
      return produced;
    }
    const std::uint64_t wanted = gguf_tensor_bytes(tensor.type, tensor.dims).value_or(0);
    if (file->written() - begin != wanted) {
      return refused(
          {ExitCode::kInput, fmt::format("tensor {} was given {} bytes, wanted {}",
                                         in_quotes(tensor.name), file->written() - begin, wanted)});
    }
  }
  if (Result<void> padded = write_padding(*file, alignment()); !padded) {
    return padded;
  }
  if (check) {
    const Result<void> flushed = file->flush();
    Result<void> checked = flushed ? check(file->temporary()) : flushed;
    if (!checked) {
      return checked;
    }
  }
  return file->commit();
}

}  // namespace bitnet::runtime
