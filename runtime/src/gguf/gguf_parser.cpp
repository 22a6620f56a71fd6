// SPDX-License-Identifier: Apache-2.0
// Header and metadata. Every length is compared with the bytes that remain before it is used, so
// time and memory follow the file's size and not its claims. The tensor table is in
// gguf_parse_tensors.cpp.
#include "gguf/gguf_parser.h"

#include "base/text.h"
#include "gguf/gguf_types.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

namespace bitnet::runtime {
namespace {

constexpr std::uint64_t kMinEntryBytes = 8 + 1 + 4 + 1;           // key of one byte, type, u8
constexpr std::uint64_t kMinTensorBytes = 8 + 1 + 4 + 8 + 4 + 8;  // name of one byte, one dimension

std::string version_fault(std::uint32_t version) {
  if ((version & 0xffffU) == 0 && version != 0) {
    return fmt::format("has version {:#x}: it is big-endian, wanted little-endian", version);
  }
  return fmt::format("has GGUF version {}, wanted 2 or 3", version);
}

}  // namespace

tl::unexpected<Error> GgufParser::error(const std::string& message) const {
  return input_error(file_.path_.native() + ": " + message);
}

tl::unexpected<Error> GgufParser::ends(const std::string& what, std::uint64_t wanted) const {
  return error(fmt::format("{} needs {} bytes at byte {}, but only {} remain", what, wanted,
                           cursor_.position(), cursor_.remaining()));
}

Result<void> GgufParser::parse() {
  for (const auto step :
       {&GgufParser::header, &GgufParser::counts, &GgufParser::metadata, &GgufParser::tensor_table,
        &GgufParser::index_names, &GgufParser::alignment, &GgufParser::place_tensors}) {
    if (Result<void> done = (this->*step)(); !done) {
      return done;
    }
  }
  warn_of_trailing_bytes();
  return {};
}

Result<void> GgufParser::header() {
  if (file_.bytes_.empty()) {
    return error("the file is empty, wanted a GGUF file");
  }
  std::uint32_t magic = 0;
  if (!cursor_.read(magic)) {
    return ends("the magic 'GGUF'", sizeof magic);
  }
  if (magic != kGgufMagic) {
    return error(fmt::format("starts with {}, wanted 'GGUF'",
                             in_quotes(as_text(file_.bytes_.first(sizeof magic)))));
  }
  if (!cursor_.read(file_.version_)) {
    return ends("the version", sizeof file_.version_);
  }
  if (file_.version_ != 2 && file_.version_ != 3) {
    return error(version_fault(file_.version_));
  }
  return {};
}

Result<void> GgufParser::counts() {
  if (!cursor_.read(tensor_count_)) {
    return ends("the number of tensors", sizeof tensor_count_);
  }
  if (!cursor_.read(entry_count_)) {
    return ends("the number of keys", sizeof entry_count_);
  }
  const std::uint64_t most_tensors = std::min(kMaxEntries, cursor_.remaining() / kMinTensorBytes);
  if (tensor_count_ > most_tensors) {
    return error(fmt::format("claims {} tensors at byte 8, at most {} fit a file of {} bytes",
                             tensor_count_, most_tensors, file_.bytes_.size()));
  }
  const std::uint64_t most_entries = std::min(kMaxEntries, cursor_.remaining() / kMinEntryBytes);
  if (entry_count_ > most_entries) {
    return error(fmt::format("claims {} keys at byte 16, at most {} fit a file of {} bytes",
                             entry_count_, most_entries, file_.bytes_.size()));
  }
  return {};
}

Result<void> GgufParser::metadata() {
  for (std::uint64_t i = 0; i < entry_count_; ++i) {
    if (Result<void> done = entry(); !done) {
      return done;
    }
  }
  return {};
}

Result<std::string_view> GgufParser::text(const std::string& what) {
  std::uint64_t length = 0;
  if (!cursor_.read(length)) {
    return ends("the length of " + what, sizeof length);
  }
  std::span<const std::byte> bytes;
  if (!cursor_.take(length, bytes)) {
    return ends(what, length);
  }
  return as_text(bytes);
}

Result<void> GgufParser::entry() {
  const std::uint64_t at = cursor_.position();
  const std::string what = fmt::format("key {}", file_.entries_.size());
  const Result<std::string_view> key = text("the name of " + what);
  if (!key) {
    return tl::unexpected(key.error());
  }
  if (const std::string fault = key_fault(*key); !fault.empty()) {
    return error(fmt::format("the name of {} at byte {} {}: {}", what, at, fault, in_quotes(*key)));
  }
  const std::uint64_t offset = cursor_.position();
  const Result<GgufValue> read = value("key " + in_quotes(*key));
  if (!read) {
    return tl::unexpected(read.error());
  }
  file_.entries_.push_back({*key, *read, offset});
  return {};
}

Result<GgufValueType> GgufParser::value_type(const std::string& where, const char* what) {
  std::uint32_t type = 0;
  const std::uint64_t at = cursor_.position();
  if (!cursor_.read(type)) {
    return ends(fmt::format("the {} of {}", what, where), sizeof type);
  }
  if (type >= kValueTypeCount) {
    return error(fmt::format("the {} of {} at byte {} is {}, wanted 0 to {}", what, where, at, type,
                             kValueTypeCount - 1));
  }
  return static_cast<GgufValueType>(type);
}

Result<GgufValue> GgufParser::value(const std::string& where) {
  const Result<GgufValueType> type = value_type(where, "type");
  if (!type) {
    return tl::unexpected(type.error());
  }
  if (*type == GgufValueType::kArray) {
    return array(where);
  }
  if (*type == GgufValueType::kString) {
    const Result<std::string_view> read = text("the value of " + where);
    if (!read) {
      return tl::unexpected(read.error());
    }
    return GgufValue{*type, *type, 1, std::as_bytes(std::span(read->data(), read->size()))};
  }
  return scalar(*type, where);
}

Result<GgufValue> GgufParser::scalar(GgufValueType type, const std::string& where) {
  GgufValue value{type, type, 1, {}};
  if (!cursor_.take(scalar_bytes(type), value.bytes)) {
    return ends("the value of " + where, scalar_bytes(type));
  }
  if (type == GgufValueType::kBool) {
    if (const Result<void> good = check_bools(value.bytes, where); !good) {
      return tl::unexpected(good.error());
    }
  }
  return value;
}

Result<GgufValue> GgufParser::array(const std::string& where) {
  const Result<GgufValueType> element = value_type(where, "element type");
  if (!element) {
    return tl::unexpected(element.error());
  }
  if (*element == GgufValueType::kArray) {
    return error(where + " is an array of arrays, wanted plain elements");
  }
  GgufValue value{GgufValueType::kArray, *element, 0, {}};
  if (!cursor_.read(value.count)) {
    return ends("the element count of " + where, sizeof value.count);
  }
  // A string has at least its length, so the count can be checked before the walk.
  const bool strings = *element == GgufValueType::kString;
  const std::uint64_t size = strings ? sizeof(std::uint64_t) : scalar_bytes(*element);
  if (value.count > cursor_.remaining() / size) {
    return error(fmt::format("{} claims {} elements of {} at byte {}, but only {} bytes remain",
                             where, value.count, gguf_value_type_name(*element), cursor_.position(),
                             cursor_.remaining()));
  }
  const std::uint64_t begin = cursor_.position();
  if (strings) {
    if (const Result<void> done = skip_strings(value.count, where); !done) {
      return tl::unexpected(done.error());
    }
    value.bytes = file_.bytes_.subspan(begin, cursor_.position() - begin);
    return value;
  }
  (void)cursor_.take(value.count * size, value.bytes);
  if (*element == GgufValueType::kBool) {
    if (const Result<void> good = check_bools(value.bytes, where); !good) {
      return tl::unexpected(good.error());
    }
  }
  return value;
}

Result<void> GgufParser::skip_strings(std::uint64_t count, const std::string& where) {
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t length = 0;
    std::span<const std::byte> ignored;
    if (!cursor_.read(length)) {
      return ends(fmt::format("the length of element {} of {}", i, where), sizeof length);
    }
    if (!cursor_.take(length, ignored)) {
      return ends(fmt::format("element {} of {}", i, where), length);
    }
  }
  return {};
}

Result<void> GgufParser::check_bools(std::span<const std::byte> bytes,
                                     const std::string& where) const {
  const auto bad = std::find_if(bytes.begin(), bytes.end(),
                                [](std::byte value) { return value > std::byte{1}; });
  if (bad == bytes.end()) {
    return {};
  }
  return error(fmt::format("{} has the truth value {} at byte {}, wanted 0 or 1", where,
                           std::to_integer<unsigned>(*bad), &*bad - file_.bytes_.data()));
}

Result<void> GgufParser::alignment() {
  const GgufValue* value = file_.find(kAlignmentKey);
  if (value == nullptr) {
    return {};
  }
  const Result<std::uint32_t> alignment = file_.get_u32(kAlignmentKey);
  if (!alignment) {
    return tl::unexpected(alignment.error());
  }
  const bool power = *alignment != 0 && (*alignment & (*alignment - 1)) == 0;
  if (!power || *alignment < 8 || *alignment > kMaxAlignment) {
    return error(fmt::format("key '{}' is {}, wanted a power of two from 8 to {}", kAlignmentKey,
                             *alignment, kMaxAlignment));
  }
  file_.alignment_ = *alignment;
  return {};
}

Result<void> GgufParser::index_names() {
  // Sorting finds duplicates without a hash that a hostile file could make slow.
  auto& keys = file_.entry_order_;
  keys.resize(file_.entries_.size());
  std::iota(keys.begin(), keys.end(), 0U);
  const auto key = [&](std::uint32_t i) { return file_.entries_[i].key; };
  std::sort(keys.begin(), keys.end(), [&](auto a, auto b) { return key(a) < key(b); });
  const auto same_key = std::adjacent_find(keys.begin(), keys.end(),
                                           [&](auto a, auto b) { return key(a) == key(b); });
  if (same_key != keys.end()) {
    return error(fmt::format("key {} appears twice", in_quotes(key(*same_key))));
  }
  auto& names = file_.tensor_order_;
  names.resize(file_.tensors_.size());
  std::iota(names.begin(), names.end(), 0U);
  const auto name = [&](std::uint32_t i) -> const std::string& { return file_.tensors_[i].name; };
  std::sort(names.begin(), names.end(), [&](auto a, auto b) { return name(a) < name(b); });
  const auto same_name = std::adjacent_find(names.begin(), names.end(),
                                            [&](auto a, auto b) { return name(a) == name(b); });
  if (same_name != names.end()) {
    return error(fmt::format("tensor {} appears twice", in_quotes(name(*same_name))));
  }
  return {};
}

}  // namespace bitnet::runtime
