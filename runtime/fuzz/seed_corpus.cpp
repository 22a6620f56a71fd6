// SPDX-License-Identifier: Apache-2.0
// Writes the generated malformed files, and valid ones, into a folder: the seeds of fuzz_gguf.
// They are generated rather than committed, so that they cannot differ from what the tests use.
#include "gguf/malformed.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

bool put(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  return file.good();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace bitnet::runtime::testing;
  constexpr std::size_t kLargestSeed = 65536;
  if (argc != 2) {
    std::cerr << "usage: seed_corpus FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  bool good = true;
  for (const char* arch : {"bitnet-b1.58", "bitnet-25", "bitnet"}) {
    good &= put(folder / (std::string("valid_") + arch), valid_model(arch).bytes());
  }
  for (const MalformedCase& one : all_malformed()) {
    if (one.bytes.size() <= kLargestSeed) {
      good &= put(folder / ("group_" + std::to_string(one.group) + "_" + one.name), one.bytes);
    }
  }
  if (!good) {
    std::cerr << "seed_corpus: cannot write into " << folder << '\n';
  }
  return good ? 0 : 3;
}
