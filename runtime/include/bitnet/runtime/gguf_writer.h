// SPDX-License-Identifier: Apache-2.0
// Writer of GGUF version 3 files. Streams tensor data from producers, so that memory stays small;
// the file appears whole or not at all. Knows no keys or tensors that a model needs.
#pragma once

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Appends bytes to the tensor that is being written.
using GgufSink = std::function<Result<void>(std::span<const std::byte>)>;

/// Writes exactly gguf_tensor_bytes(type, dims) bytes through `sink`, in any pieces.
using GgufProducer = std::function<Result<void>(const GgufSink& sink)>;

/// Looks at the whole file before it takes its name; `written` is a temporary name beside it.
using GgufCheck = std::function<Result<void>(const std::filesystem::path& written)>;

class GgufWriter {
 public:
  // Metadata in the order of the calls; setting a key again replaces its value in place.
  void set_u32(std::string_view key, std::uint32_t value);
  void set_f32(std::string_view key, float value);
  void set_bool(std::string_view key, bool value);
  void set_string(std::string_view key, std::string_view value);
  void set_string_array(std::string_view key, std::span<const std::string> values);
  void set_f32_array(std::string_view key, std::span<const float> values);
  void set_i32_array(std::string_view key, std::span<const std::int32_t> values);

  /// A copy of a value of another file, whatever its type.
  void set(const GgufEntry& entry);

  void remove(std::string_view key);

  /// Tensors are stored in the order of the calls. `produce` runs during write.
  void add_tensor(std::string name, GgufType type, std::vector<std::uint64_t> dims,
                  GgufProducer produce);

  /// Size of the file that write makes; 0 if write would refuse.
  [[nodiscard]] std::uint64_t file_bytes() const;

  /// Replaces `path`. Errors: names and shapes that the reader would refuse, the same name twice, a
  /// producer that fails or writes another number of bytes, those of `check`, and whatever the disk
  /// says. After an error `path` is what it was.
  [[nodiscard]] Result<void> write(const std::filesystem::path& path,
                                   const GgufCheck& check = {}) const;

 private:
  struct Entry {
    std::string key;
    std::vector<std::byte> value;  // type number and value as in the file
  };

  struct Tensor {
    std::string name;
    GgufType type;
    std::vector<std::uint64_t> dims;
    GgufProducer produce;
  };

  void put(std::string_view key, std::vector<std::byte> value);
  [[nodiscard]] Result<void> check_names() const;
  [[nodiscard]] std::uint64_t alignment() const;
  [[nodiscard]] std::vector<std::byte> head() const;

  std::vector<Entry> entries_;
  std::vector<Tensor> tensors_;
};

}  // namespace bitnet::runtime
