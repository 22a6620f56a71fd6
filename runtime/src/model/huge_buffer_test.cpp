// SPDX-License-Identifier: Apache-2.0
// Tests: alignment, zeros, ownership, and a refusal that names what did not fit.
#include <bitnet/runtime/huge_buffer.h>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace bitnet::runtime {
namespace {

TEST_CASE("huge buffer: aligned to 2 MiB, at least as large as asked, zero, writable") {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{4096}, (std::size_t{2} << 20U) + 1}) {
    auto buffer = HugeBuffer::create(bytes, "a test");
    REQUIRE(buffer);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer->data()) % (std::size_t{2} << 20U) == 0);
    REQUIRE(buffer->size() >= bytes);
    CHECK(buffer->data()[0] == 0);
    CHECK(buffer->data()[buffer->size() - 1] == 0);
    buffer->data()[buffer->size() - 1] = 7;
    HugeBuffer moved = std::move(*buffer);
    CHECK(moved.data()[moved.size() - 1] == 7);
  }
}

TEST_CASE("huge buffer: nothing is nothing") {
  const auto buffer = HugeBuffer::create(0, "a test");
  REQUIRE(buffer);
  CHECK(buffer->size() == 0);
}

TEST_CASE("huge buffer: more than the address space has is refused by name") {
  for (const std::size_t bytes :
       {std::numeric_limits<std::size_t>::max(), std::numeric_limits<std::size_t>::max() / 2 - 1}) {
    const auto buffer = HugeBuffer::create(bytes, "the KV cache");
    REQUIRE(!buffer);
    CHECK(buffer.error().code == ExitCode::kOutOfMemory);
    CHECK(buffer.error().message.find("the KV cache") != std::string::npos);
  }
}

}  // namespace
}  // namespace bitnet::runtime
