// SPDX-License-Identifier: Apache-2.0
// SSE2 streaming copy; the only file of the suite with #if on the architecture. Not tuned: full
// 64-byte lines in order are all that a write-combining buffer wants.
#include "streaming_copy.h"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace benchsuite {

#if defined(__SSE2__)

bool streaming_copy_available() noexcept {
  return true;
}

void streaming_copy(void* to, const void* from, std::size_t bytes) noexcept {
  auto* target = static_cast<__m128i*>(to);
  const auto* source = static_cast<const __m128i*>(from);
  const std::size_t lines = bytes / 64;
  for (std::size_t line = 0; line < lines; ++line) {
    const __m128i a = _mm_loadu_si128(source);
    const __m128i b = _mm_loadu_si128(source + 1);
    const __m128i c = _mm_loadu_si128(source + 2);
    const __m128i d = _mm_loadu_si128(source + 3);
    _mm_stream_si128(target, a);
    _mm_stream_si128(target + 1, b);
    _mm_stream_si128(target + 2, c);
    _mm_stream_si128(target + 3, d);
    source += 4;
    target += 4;
  }
  std::memcpy(target, source, bytes % 64);
  _mm_sfence();
}

#else

bool streaming_copy_available() noexcept {
  return false;
}

void streaming_copy(void* to, const void* from, std::size_t bytes) noexcept {
  std::memcpy(to, from, bytes);
}

#endif

}  // namespace benchsuite
