// SPDX-License-Identifier: Apache-2.0
// Tests: pages of a mapped head are given back, and its content stays.
#include "model/head_pages.h"

#include "base/test_folder.h"

#include <bitnet/runtime/mapped_file.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kBytes = std::size_t{64} << 20U;

// Page by page: Linux keeps a file in the folios in which it was written, and maps whole ones.
void write_pages(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  for (std::size_t page = 0; page < kBytes / 4096; ++page) {
    std::string content(4096, '\0');
    content[0] = static_cast<char>(page % 127);
    file << content << std::flush;
  }
}

// Resident bytes of the mapping that begins at `data`, from /proc/self/smaps.
std::size_t resident(const void* data) {
  std::ifstream maps("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    if (std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64, &begin, &end) == 2) {
      inside = begin == reinterpret_cast<std::uintptr_t>(data);
    } else if (inside && line.starts_with("Rss:")) {
      return std::stoul(line.substr(4)) * 1024;
    }
  }
  return 0;
}

TEST_CASE("head pages: random reads leave part of a mapped head resident, unchanged") {
  const testing::TestFolder folder;
  write_pages(folder.path("head"));
  const auto file = MappedFile::open(folder.path("head"));
  REQUIRE(file);
  const auto* data = reinterpret_cast<const std::uint8_t*>(file->bytes().data());
  HeadPages pages(data, kBytes);
  std::mt19937_64 random(1);
  std::size_t wrong = 0;
  std::size_t most = 0;
  for (int token = 0; token < 200; ++token) {
    for (int row = 0; row < 50; ++row) {
      const std::size_t at = random() % (kBytes / 4096) * 4096;
      wrong += data[at] == static_cast<std::uint8_t>(at / 4096 % 127) ? 0 : 1;
    }
    pages.note_read(50);
    if (token > 20) {
      most = std::max(most, resident(data));
    }
  }
  CHECK(wrong == 0);
  CHECK(most > 0);
  CHECK(most < kBytes * 8 / 10);
}

TEST_CASE("head pages: nothing and little are left alone") {
  HeadPages none;
  none.note_read(1000000);
  const std::uint8_t small[64] = {1};
  HeadPages few(small, sizeof small);
  few.note_read(1000000);
  CHECK(small[0] == 1);
}

}  // namespace
}  // namespace bitnet::runtime
