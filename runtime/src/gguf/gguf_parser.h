// SPDX-License-Identifier: Apache-2.0
// Fills a GgufFile from its bytes: header, metadata, tensor table, in that order. One object per
// file; the members are the steps.
#pragma once

#include "gguf/gguf_cursor.h"

#include <bitnet/runtime/gguf.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace bitnet::runtime {

class GgufParser {
 public:
  /// Requires file.bytes_ and file.path_ set.
  explicit GgufParser(GgufFile& file) : file_(file), cursor_(file.bytes_) {}

  [[nodiscard]] Result<void> parse();

 private:
  [[nodiscard]] Result<void> header();
  [[nodiscard]] Result<void> counts();
  [[nodiscard]] Result<void> metadata();
  [[nodiscard]] Result<void> entry();
  [[nodiscard]] Result<std::string_view> text(const std::string& what);
  [[nodiscard]] Result<GgufValue> value(const std::string& where);
  [[nodiscard]] Result<GgufValueType> value_type(const std::string& where, const char* what);
  [[nodiscard]] Result<GgufValue> scalar(GgufValueType type, const std::string& where);
  [[nodiscard]] Result<GgufValue> array(const std::string& where);
  [[nodiscard]] Result<void> skip_strings(std::uint64_t count, const std::string& where);
  [[nodiscard]] Result<void> check_bools(std::span<const std::byte> bytes,
                                         const std::string& where) const;
  [[nodiscard]] Result<void> alignment();
  [[nodiscard]] Result<void> tensor_table();
  [[nodiscard]] Result<void> tensor();
  [[nodiscard]] Result<void> dims(GgufTensor& tensor, const std::string& where);
  [[nodiscard]] Result<void> place_tensors();
  [[nodiscard]] Result<void> place(std::size_t index, std::uint64_t expected);
  [[nodiscard]] Result<void> index_names();
  void warn_of_trailing_bytes();

  /// "<path>: <message>"
  [[nodiscard]] tl::unexpected<Error> error(const std::string& message) const;

  /// "<path>: <what> needs <n> bytes at byte <offset>, but only <m> remain"
  [[nodiscard]] tl::unexpected<Error> ends(const std::string& what, std::uint64_t wanted) const;

  GgufFile& file_;
  GgufCursor cursor_;
  std::uint64_t tensor_count_ = 0;
  std::uint64_t entry_count_ = 0;
};

}  // namespace bitnet::runtime
