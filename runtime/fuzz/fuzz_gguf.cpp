// SPDX-License-Identifier: Apache-2.0
// Fuzzes what a load does with a model file: GGUF parsing, configuration, ternary unpacking. No
// crash, and every refusal is one sentence that names the file. The mutator also grafts lengths and
// types that matter onto fields. The vocabulary is left to the tokenizer's own target.
#include "gguf/malformed.h"

#include <bitnet/runtime/gguf.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

constexpr std::uint64_t kTelling[] = {0,
                                      1,
                                      2,
                                      7,
                                      63,
                                      64,
                                      0xffff,
                                      std::uint64_t{1} << 31,
                                      std::uint64_t{1} << 32,
                                      (std::uint64_t{1} << 63) - 1,
                                      std::uint64_t{1} << 63,
                                      ~std::uint64_t{0}};

constexpr std::uint32_t kTypes[] = {0, 1, 2, 4, 6, 8, 9, 12, 13, 14, 30, 34, 35, 36, 38, 39, 255};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string fault =
      bitnet::runtime::testing::load_fault(std::string(reinterpret_cast<const char*>(data), size));
  const bool one_sentence =
      fault.empty() || (fault.rfind("x.gguf: ", 0) == 0 && fault.find('\n') == std::string::npos &&
                        fault.size() < 1000);
  if (!one_sentence) {
    std::abort();
  }
  return 0;
}

// Half of the time an aligned or unaligned number is replaced by a telling one, otherwise libFuzzer
// does what it always does.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  if (seed % 2 == 0 || size < 32) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  const std::size_t at = (seed / 4) % (size - sizeof(std::uint64_t));
  if (seed % 4 == 1) {
    const std::uint64_t value = kTelling[(seed / 16) % std::size(kTelling)];
    std::memcpy(data + at, &value, sizeof value);
  } else {
    const std::uint32_t value = kTypes[(seed / 16) % std::size(kTypes)];
    std::memcpy(data + at, &value, sizeof value);
  }
  return size;
}
