// SPDX-License-Identifier: Apache-2.0
// Anonymous memory aligned to 2 MiB with MADV_HUGEPAGE. If the system has no huge pages to give it
// silently works with small ones: only the speed differs.
#include <bitnet/runtime/huge_buffer.h>

#include <fmt/format.h>
#include <sys/mman.h>

#include <cstdint>
#include <limits>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20U;

}  // namespace

Result<HugeBuffer> HugeBuffer::create(std::size_t bytes, std::string_view what, PageSize pages) {
  HugeBuffer buffer;
  if (bytes == 0) {
    return buffer;
  }
  const auto refuse = [&] {
    return tl::unexpected(
        Error{ExitCode::kOutOfMemory,
              fmt::format("no memory for {}: {} bytes were asked for", what, bytes)});
  };
  if (bytes > std::numeric_limits<std::size_t>::max() / 2) {
    return refuse();
  }
  const std::size_t size = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* map =
      mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) {  // NOLINT(performance-no-int-to-ptr): the C macro
    return refuse();
  }
  auto* base = static_cast<std::uint8_t*>(map);
  const auto address = reinterpret_cast<std::uintptr_t>(base);
  const std::size_t front = (kHugePage - address % kHugePage) % kHugePage;
  if (front > 0) {
    munmap(base, front);
  }
  if (front < kHugePage) {
    munmap(base + front + size, kHugePage - front);
  }
  madvise(base + front, size, pages == PageSize::kLarge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  buffer.data_ = base + front;
  buffer.bytes_ = size;
  return buffer;
}

HugeBuffer::~HugeBuffer() {
  if (data_ != nullptr) {
    munmap(data_, bytes_);
  }
}

}  // namespace bitnet::runtime
