// SPDX-License-Identifier: Apache-2.0
// Keeps a screened head that lies in a mapped file from becoming resident as a whole: screening
// reads a few hundred rows a token, but every page fault maps 64 KiB (more where the page cache
// holds the file in larger folios), so that after some dozen tokens file, copies and screen would
// all be in memory together.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bitnet::runtime {

class HeadPages {
 public:
  HeadPages() = default;  // keeps nothing

  /// Bytes of a head inside a read-only mapping of a file; its pages are dropped and read again
  /// from the page cache, which changes no content.
  HeadPages(const std::uint8_t* data, std::size_t bytes);

  /// `rows` rows at random places were read. Now and then drops an eighth of the head, in turn, so
  /// that about kResidentShare of it stays mapped. Safe beside readers.
  void note_read(std::uint64_t rows) noexcept;

  static constexpr double kResidentShare = 0.6;
  static constexpr std::size_t kFaultBytes = std::size_t{64} << 10U;  // Linux's fault_around_bytes

 private:
  static constexpr std::size_t kParts = 8;

  std::uint8_t* begin_ = nullptr;  // whole pages within the head
  std::size_t bytes_ = 0;
  double mapped_ = 0;  // expected bytes
  std::size_t next_part_ = 0;
};

}  // namespace bitnet::runtime
