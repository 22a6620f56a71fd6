// SPDX-License-Identifier: Apache-2.0
// Reader of GGUF files (version 2 and 3, little-endian): metadata, tensor table, tensor bytes.
// Checks every length against the bytes that remain before it uses it. Does not know what keys or
// tensors a model needs (model_config.h) and never writes (gguf_writer.h).
//
// Rules beyond the format's own: keys are printable ASCII of 1..65535 bytes without "..", tensor
// names printable ASCII of 1..63 bytes without "/"; no duplicates; at most 65536 of either; 1 to 4
// dimensions, none of them 0; tensors lie in the order of the table without gaps (after alignment).
// An F32 tensor "<name>_scale" may start at the 32-byte tail of a TL1 or TL2 tensor "<name>":
// Microsoft's converter writes the scale there.
#pragma once

#include <bitnet/runtime/mapped_file.h>
#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

/// Tensor types that are read and written; the numbers are those of the file.
enum class GgufType : std::uint32_t {
  kF32 = 0,
  kF16 = 1,
  kQ4_0 = 2,
  kQ8_0 = 8,
  kQ6_K = 14,
  kBF16 = 30,
  kTQ1_0 = 34,
  kTQ2_0 = 35,
  kI2_S = 36,
  kTL1 = 38,
  kTL2 = 39
};

/// "F32", "Q6_K", "I2_S", ...
[[nodiscard]] std::string_view gguf_type_name(GgufType type) noexcept;

/// Inverse of gguf_type_name without regard to case; nullopt for anything else.
[[nodiscard]] std::optional<GgufType> gguf_type_from_name(std::string_view name) noexcept;

/// I2_S, TL1, TL2, TQ1_0, TQ2_0.
[[nodiscard]] bool is_ternary(GgufType type) noexcept;

/// Bytes of a tensor: ne[0] must be a multiple of the block (32: Q4_0, Q8_0; 256: Q6_K, TQ1_0,
/// TQ2_0; I2_S: all elements together a multiple of 128, bytes n/4 + 32). TL1 and TL2 are at most
/// two-dimensional and sized by kernels::make_layout. Errors: dims empty, more than 4, zero or >=
/// 2^63, product or bytes above 2^63 - 1, block. The message starts with "has ...".
[[nodiscard]] Result<std::uint64_t> gguf_tensor_bytes(GgufType type,
                                                      std::span<const std::uint64_t> dims);

enum class GgufValueType : std::uint32_t {
  kUint8 = 0,
  kInt8 = 1,
  kUint16 = 2,
  kInt16 = 3,
  kUint32 = 4,
  kInt32 = 5,
  kFloat32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kUint64 = 10,
  kInt64 = 11,
  kFloat64 = 12
};

/// "u8", "i32", "f32", "bool", "string", "array", ...
[[nodiscard]] std::string_view gguf_value_type_name(GgufValueType type) noexcept;

/// A metadata value as it lies in the file. Valid while its GgufFile lives.
struct GgufValue {
  GgufValueType type = GgufValueType::kUint8;
  GgufValueType element = GgufValueType::kUint8;  // arrays only; never kArray
  std::uint64_t count = 1;                        // arrays: number of elements
  std::span<const std::byte> bytes;  // scalar: its bytes; string: its text; array: its elements
                                     // (strings: u64 length + text each, lengths checked)
};

struct GgufEntry {
  std::string_view key;
  GgufValue value;
  std::uint64_t offset = 0;  // of the value in the file
};

struct GgufTensor {
  std::string name;
  GgufType type = GgufType::kF32;
  std::vector<std::uint64_t> dims;  // ne[0] (contiguous) first; 1 to 4
  std::uint64_t offset = 0;         // of the data in the file (not in the data section)
  std::uint64_t bytes = 0;

  [[nodiscard]] std::uint64_t cols() const { return dims[0]; }

  /// Product of all dimensions but the first.
  [[nodiscard]] std::uint64_t rows() const {
    std::uint64_t n = 1;
    for (std::size_t i = 1; i < dims.size(); ++i) {
      n *= dims[i];
    }
    return n;
  }
};

struct GgufOpenOptions {
  bool use_mmap = true;
};

/// One validated file. Movable; everything it hands out stays valid across moves. Threads: const
/// members are safe.
class GgufFile {
 public:
  /// Errors name the file, the key or tensor, the byte offset, what was found and what was wanted.
  /// Time and memory are linear (n log n in the number of keys and tensors) in what the file holds,
  /// not in what it claims.
  [[nodiscard]] static Result<GgufFile> open(const std::filesystem::path& path,
                                             GgufOpenOptions options = {});

  /// The same from bytes in memory; `name` stands for the path in messages.
  [[nodiscard]] static Result<GgufFile> from_bytes(std::vector<std::byte> bytes,
                                                   std::filesystem::path name);

  /// nullptr if there is no such key.
  [[nodiscard]] const GgufValue* find(std::string_view key) const noexcept;

  // Typed access. Errors: key missing, or of another type (exactly this one is accepted: u32 is not
  // i32). Views live as long as the file.
  [[nodiscard]] Result<std::uint32_t> get_u32(std::string_view key) const;
  [[nodiscard]] Result<float> get_f32(std::string_view key) const;
  [[nodiscard]] Result<bool> get_bool(std::string_view key) const;
  [[nodiscard]] Result<std::string_view> get_string(std::string_view key) const;
  [[nodiscard]] Result<std::vector<std::string_view>> get_string_array(std::string_view key) const;
  [[nodiscard]] Result<std::vector<float>> get_f32_array(std::string_view key) const;
  [[nodiscard]] Result<std::vector<std::int32_t>> get_i32_array(std::string_view key) const;

  /// In the order of the file.
  [[nodiscard]] std::span<const GgufEntry> metadata() const noexcept { return entries_; }

  [[nodiscard]] std::span<const GgufTensor> tensors() const noexcept { return tensors_; }

  /// nullptr if there is no such tensor.
  [[nodiscard]] const GgufTensor* tensor(std::string_view name) const noexcept;

  /// The bytes of one of tensors(); aligned to min(alignment(), page).
  [[nodiscard]] std::span<const std::byte> data(const GgufTensor& tensor) const noexcept;

  /// Gives the memory pages of a tensor back after it was copied; its data must not be read again.
  void drop_pages(const GgufTensor& tensor) const noexcept;

  /// Things that are odd but harmless, one sentence each (bytes behind the last tensor, ...).
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  [[nodiscard]] std::uint64_t file_size() const noexcept { return bytes_.size(); }

  [[nodiscard]] std::uint32_t version() const noexcept { return version_; }

  [[nodiscard]] std::uint64_t alignment() const noexcept { return alignment_; }

  [[nodiscard]] std::uint64_t data_offset() const noexcept { return data_offset_; }

  /// The whole file, for hashing.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  friend class GgufParser;

  std::filesystem::path path_;
  MappedFile map_;
  std::vector<std::byte> owned_;
  std::span<const std::byte> bytes_;
  std::uint32_t version_ = 0;
  std::uint64_t alignment_ = 32;
  std::uint64_t data_offset_ = 0;
  std::vector<GgufEntry> entries_;
  std::vector<GgufTensor> tensors_;
  std::vector<std::uint32_t> entry_order_;   // indices into entries_, sorted by key
  std::vector<std::uint32_t> tensor_order_;  // indices into tensors_, sorted by name
  std::vector<std::string> warnings_;
};

}  // namespace bitnet::runtime
